import { type CompiledProfile, compileProfile, loadShippedProfile, type Service } from '@evidesk/profiles';
import { assignedByService, serviceErrors, withService } from './chosen-service.js';

const labels = { en: 'Something', 'zh-CN': '某项' };
const service: Service = {
  content: labels,
  recordType: 'service_request',
  type: 'service_request',
  category: 'infrastructure',
  subcategory: 'network',
  priority: 'P4',
  group: 'network_team',
};
let desk: CompiledProfile;
beforeAll(async () => {
  const profile = await loadShippedProfile('servicedesk-phase1');
  const catalogue = [
    { code: 'root', labels },
    { code: 'port', parent: 'root', labels, service },
  ];
  desk = compileProfile({ ...profile, catalogue });
});

describe('a record by choosing a service', () => {
  it('S2-17 has what the service says where the caller said nothing', () => {
    const asked = { service: 'port', type: undefined, priority: 'P2' };
    expect(withService(asked, desk)).toEqual({
      service: 'port',
      recordType: 'service_request',
      type: 'service_request',
      category: 'infrastructure',
      subcategory: 'network',
      priority: 'P2',
    });
  });

  it('S2-17 has no subcategory of a category that the caller did not choose, and no priority against his judgement', () => {
    expect(withService({ service: 'port', category: 'business' }, desk)).not.toHaveProperty('subcategory');
    expect(withService({ service: 'port', urgency: 'high' }, desk)).not.toHaveProperty('priority');
  });

  it('is left as it is without a service, or with one that is not there', () => {
    const plain = { type: 'failure' };
    expect(withService(plain, desk)).toBe(plain);
    const unknown = { service: 'root', type: 'failure' };
    expect(withService(unknown, desk)).toBe(unknown);
  });

  it('S2-17 is refused for a service that offers nothing, and without a type', () => {
    expect(serviceErrors({ service: 'port', type: 'failure' }, desk)).toEqual([]);
    expect(serviceErrors({ service: 'root' }, desk).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/type required',
      '/service not-an-option',
    ]);
  });

  it('S4-41 goes to the group of the service at once', () => {
    expect(assignedByService('port', desk)).toEqual([
      { type: 'incident.assigned', data: { from: {}, to: { group: 'network_team' }, reason: 'service port' } },
    ]);
    expect(assignedByService('root', desk)).toEqual([]);
  });
});
