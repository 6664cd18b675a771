import { expect, it } from 'vitest';
import { emptyForm, wishOf } from './networkForm';

const form = { ...emptyForm('local'), name: 'lab' };

it('gives out the whole subnet unless told otherwise', () => {
  expect(wishOf(form)).toEqual({ kind: 'nat', name: 'lab', dev: '', subnet: { address: '192.168.100.1/24', dhcp: { start: '192.168.100.2', end: '192.168.100.254' } } });
  expect(wishOf({ ...form, start4: '192.168.100.50' })).toMatchObject({ subnet: { dhcp: { start: '192.168.100.50', end: '192.168.100.254' } } });
});
it('waits until all is there', () => {
  expect([wishOf({ ...form, name: '' }), wishOf({ ...form, address: 'x' }), wishOf({ ...form, kind: 'bridge' }), wishOf({ ...form, kind: 'ovs', bridge: 'br0', groups: [{ name: 'a', vlans: 'x', isDefault: true }] })])
    .toEqual([undefined, undefined, undefined, undefined]);
});
it('makes an isolated network without an address', () => { expect(wishOf({ ...form, kind: 'isolated', address: '' })).toEqual({ kind: 'isolated', name: 'lab' }); });
