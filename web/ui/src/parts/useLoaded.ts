import { useCallback, useEffect, useState } from 'react';

/** What a page fetched for itself. The value before stays while the next one is on its way. */
export type Loaded<T> = { kind: 'loading' } | { kind: 'failed'; error: unknown } | { kind: 'ready'; value: T };

/** Fetches when {@code get} changes (keep it with useCallback) and when asked to do it again. */
export function useLoaded<T>(get: () => Promise<T>): { loaded: Loaded<T>; again: () => void; put: (value: T) => void } {
  const [loaded, setLoaded] = useState<Loaded<T>>({ kind: 'loading' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let wanted = true;
    get().then(
      (value) => { if (wanted) setLoaded({ kind: 'ready', value }); },
      (error: unknown) => { if (wanted) setLoaded({ kind: 'failed', error }); },
    );
    return () => { wanted = false; };
  }, [get, round]);
  const again = useCallback(() => { setRound((before) => before + 1); }, []);
  const put = useCallback((value: T) => { setLoaded({ kind: 'ready', value }); }, []);
  return { loaded, again, put };
}
