import RFB from '@novnc/novnc';
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { strokes } from './keys';
import { socketUrl } from './socketUrl';

export type Link = 'connecting' | 'connected' | 'closed';

export interface Screen {
  link: Link;
  connect: () => void;
  press: (keys: readonly number[]) => void;
  type: (text: string) => Promise<void>;
  picture: () => Promise<Blob | null>;
  focus: () => void;
}

/** Between two keys of a typed text: a PS/2 keyboard holds 16 bytes, and a slow guest takes its time. */
const TYPE_PAUSE_MS = 25;

/** The guest's screen in {@code box}, as long as the component lives. */
export function useScreen(box: RefObject<HTMLElement | null>, path: string, scaled: boolean): Screen {
  const rfb = useRef<RFB>(undefined);
  const [link, setLink] = useState<Link>('connecting');
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!box.current) return undefined;
    const screen = new RFB(box.current, socketUrl(path), { shared: true });
    screen.background = 'transparent';
    const up = () => { setLink('connected'); };
    const down = () => { setLink('closed'); };
    screen.addEventListener('connect', up);
    screen.addEventListener('disconnect', down);
    rfb.current = screen;
    setLink('connecting');
    return () => {
      screen.removeEventListener('disconnect', down);
      screen.disconnect();
      rfb.current = undefined;
    };
  }, [box, path, round]);
  useEffect(() => {
    if (rfb.current) rfb.current.scaleViewport = scaled;
  }, [scaled, link]);

  const connect = useCallback(() => { setRound((before) => before + 1); }, []);
  const press = useCallback((keys: readonly number[]) => {
    for (const key of keys) rfb.current?.sendKey(key, null, true);
    for (const key of keys.toReversed()) rfb.current?.sendKey(key, null, false);
  }, []);
  const type = useCallback(async (text: string) => {
    for (const keys of strokes(text)) {
      press(keys);
      await new Promise((resolve) => { setTimeout(resolve, TYPE_PAUSE_MS); });
    }
  }, [press]);
  const picture = useCallback(() => new Promise<Blob | null>((resolve) => {
    if (rfb.current) rfb.current.toBlob(resolve, 'image/png');
    else resolve(null);
  }), []);
  const focus = useCallback(() => { rfb.current?.focus(); }, []);
  return { link, connect, press, type, picture, focus };
}
