import { useEffect, useState } from 'react';
import { volumes } from '../api/calls';
import type { Volume } from '../api/types';
import { TextField } from '../parts/Fields';
import { useStore } from '../store';
import { report } from '../toasts';

interface Props {
  host: string;
  label: string;
  value: string;
  help?: string;
  required?: boolean;
  /** Which volumes are offered; any path may be typed. */
  offers?: (volume: Volume) => boolean;
  onChange: (path: string, volume?: Volume) => void;
}

/** The path of an image: typed, or one of the volumes of the host's running pools. */
export function VolumeField({ host, label, value, help, required = true, offers = () => true, onChange }: Props) {
  const all = useVolumes(host);
  const offered = all.filter(offers);
  return (
    <TextField label={label} value={value} required={required} help={help} placeholder="/var/lib/jvirt/images/…" list={offered.map((volume) => volume.path)}
      onChange={(path) => { onChange(path, all.find((volume) => volume.path === path)); }} />
  );
}

export function useVolumes(host: string): readonly Volume[] {
  const pools = useStore((state) => state.pools);
  const [found, setFound] = useState<readonly Volume[]>([]);
  useEffect(() => {
    let wanted = true;
    const running = pools.filter((pool) => pool.host === host && pool.state === 'running');
    Promise.all(running.map((pool) => volumes.list(pool))).then(
      (lists) => { if (wanted) setFound(lists.flat()); },
      (error: unknown) => { if (wanted) report('storage.listing', error); },
    );
    return () => { wanted = false; };
  }, [pools, host]);
  return found;
}
