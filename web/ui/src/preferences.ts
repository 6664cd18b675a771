/** What this browser remembers for its user; where storage is forbidden, nothing is. */
export type Preference = 'language' | 'theme' | 'machineSort';

export function recall(name: Preference): string | undefined {
  try {
    return localStorage.getItem(`jvirt.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(name: Preference, value: string): void {
  try {
    localStorage.setItem(`jvirt.${name}`, value);
  } catch {
    // the choice then holds for this page
  }
}
