import { MAX_WORDS, wordsOf } from './words.js';

describe('the words of a text', () => {
  it('S1-51 are told apart in Chinese and in English, in one case and width, each once', () => {
    expect(wordsOf(['上传失败：Ｕｐｌｏａｄ fails', 'upload FAILS (403)'])).toEqual([
      '上传',
      '失败',
      'upload',
      'fails',
      '403',
    ]);
  });

  it('S1-51 are the same in whatever Chinese stands around them', () => {
    for (const text of ['请上传', '无法上传文件', '上传失败', '数据上传', '上传'])
      expect(wordsOf([text])).toContain('上传');
    expect(wordsOf(['钱'])).toEqual(['钱']);
  });

  it('are none of punctuation, of what only joins words, or of what is absent', () => {
    expect(wordsOf([' — …，。 ', 'it is not in the', '的', undefined])).toEqual([]);
  });

  it('are bounded, in number and in length', () => {
    const many = Array.from({ length: MAX_WORDS + 50 }, (_, index) => `w${index}`).join(' ');
    expect(wordsOf([many])).toHaveLength(MAX_WORDS);
    expect(wordsOf(['one two three'], 2)).toEqual(['one', 'two']);
    expect(wordsOf(['x'.repeat(500)])).toEqual(['x'.repeat(64)]);
  });
});
