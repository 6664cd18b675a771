import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

/** Rows beyond the edge that are drawn all the same, so that a flick of the wheel shows no hole. */
const SPARE = 8;

interface Props<T> {
  label: string;
  items: readonly T[];
  keyOf: (item: T) => string;
  rowHeight: number;
  head: ReactNode;
  /** A row; only the row that holds the focus is reached by Tab. */
  row: (item: T, focused: boolean) => ReactNode;
  isSelected: (item: T) => boolean;
  onOpen: (item: T) => void;
  onToggle: (item: T) => void;
}

/** A grid that draws the rows in sight only. Arrows, Page and Home/End move, Enter opens, Space selects. */
export function VirtualRows<T>({ label, items, keyOf, rowHeight, head, row, isSelected, onOpen, onToggle }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const [focus, setFocus] = useState(0);
  const moved = useRef(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const watch = new ResizeObserver(() => { setHeight(element.clientHeight); });
    watch.observe(element);
    return () => { watch.disconnect(); };
  }, []);
  const at = Math.min(focus, Math.max(items.length - 1, 0));
  useEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    box.current?.querySelector<HTMLElement>(`[data-row="${String(at)}"]`)?.focus({ preventScroll: true });
  }, [at, top]);

  const move = (to: number) => {
    const next = Math.min(Math.max(to, 0), items.length - 1);
    moved.current = true;
    setFocus(next);
    const element = box.current;
    if (!element) return;
    const lowest = (next + 2) * rowHeight - element.clientHeight; // one more row for the head that sticks
    if (element.scrollTop < lowest) element.scrollTop = lowest;
    if (element.scrollTop > next * rowHeight) element.scrollTop = next * rowHeight;
    setTop(element.scrollTop); // in the same step, so that the row is there to take the focus
  };
  const keyDown = (event: KeyboardEvent) => {
    const on = event.target instanceof HTMLElement && event.target.dataset['row'] !== undefined;
    const item = items[at];
    const page = Math.max(Math.floor(height / rowHeight) - 2, 1);
    const moves: Record<string, number> = {
      ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: items.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) move(to);
    else if (on && item !== undefined && event.key === 'Enter') onOpen(item);
    else if (on && item !== undefined && event.key === ' ') onToggle(item);
    else return;
    event.preventDefault();
  };

  const first = Math.max(Math.floor(top / rowHeight) - SPARE, 0);
  const shown = items.slice(first, Math.ceil((top + height) / rowHeight) + SPARE);
  return (
    <div ref={box} className="jv-rows" role="grid" aria-label={label} aria-rowcount={items.length + 1} aria-multiselectable
      onScroll={(event) => { setTop(event.currentTarget.scrollTop); }}>
      <div role="row" aria-rowindex={1} className="jv-row jv-row-head">{head}</div>
      <div role="rowgroup" className="jv-rows-all" style={{ height: items.length * rowHeight }} onKeyDown={keyDown}>
        {shown.map((item, offset) => {
          const index = first + offset;
          return (
            <div key={keyOf(item)} role="row" data-row={index} aria-rowindex={index + 2} aria-selected={isSelected(item)} tabIndex={index === at ? 0 : -1}
              className="jv-row" style={{ top: index * rowHeight, height: rowHeight }} onFocus={() => { setFocus(index); }}>
              {row(item, index === at)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
