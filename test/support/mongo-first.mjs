import '@evidesk/mongo';
