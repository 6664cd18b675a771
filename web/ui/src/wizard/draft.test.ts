import { describe, expect, it } from 'vitest';
import { firstDraft, installOf, isComplete, isName, type Draft } from './draft';

const draft = (more: Partial<Draft> = {}): Draft => ({ ...firstDraft(undefined, 'default', 'default'), name: 'web', source: { kind: 'iso', path: '/a.iso' }, ...more });

describe('a step is complete', () => {
  it('when the source says where it is', () => {
    expect(isComplete('source', draft())).toBe(true);
    expect(isComplete('source', draft({ source: { kind: 'iso', path: '' } }))).toBe(false);
    expect(isComplete('source', draft({ source: { kind: 'tree', url: 'javascript:alert(1)' } }))).toBe(false);
    expect(isComplete('source', draft({ source: { kind: 'pxe' } }))).toBe(true);
  });
  it('when a cloud image lets someone in', () => {
    const cloud = { kind: 'cloud', image: '/c.img', user: 'user' } as const;
    expect(isComplete('source', draft({ source: cloud }))).toBe(false);
    expect(isComplete('source', draft({ source: { ...cloud, sshKey: 'ssh-ed25519 A' } }))).toBe(true);
  });
  it('at the review only when all others are', () => {
    expect(isComplete('review', draft())).toBe(true);
    expect(isComplete('review', draft({ name: 'a/b' }))).toBe(false);
  });
});

it('sends nothing for what was left empty', () => {
  const sent = installOf(draft({ source: { kind: 'cloud', image: '/c', user: 'u', password: '', sshKey: 'k', userData: '' }, network: { kind: 'network', name: 'n', portgroup: '' } }));
  expect(sent.source).toEqual({ kind: 'cloud', image: '/c', user: 'u', sshKey: 'k' });
  expect(sent.network).toEqual({ kind: 'network', name: 'n' });
  expect(sent).not.toHaveProperty('osinfo');
  expect(sent).not.toHaveProperty('virtType');
});

it('takes no more than half of a small host', () => {
  expect(firstDraft({ id: 'h', uri: '', connected: true, memoryKib: 1024 * 1024, cpus: 1 }, 'p', undefined)).toMatchObject({ memoryMib: 512, vcpus: 1, network: { kind: 'user' } });
});

it('refuses names that libvirt refuses', () => { expect([isName('web 1'), isName(''), isName(' '), isName('a/b')]).toEqual([true, false, false, false]); });
