import { HISTORY } from '../state';

const WIDTH = 96;
const HEIGHT = 24;

/** A short line of a figure's last minutes; what it shows is said in words beside it. */
export function Sparkline({ values, max, wide = false }: { values: readonly number[]; max: number; wide?: boolean }) {
  const top = Math.max(max, ...values) || 1;
  const x = (at: number) => WIDTH * (1 - (values.length - 1 - at) / (HISTORY - 1));
  const y = (value: number) => HEIGHT - 1 - (value / top) * (HEIGHT - 2);
  const line = values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const first = values.length > 0 ? x(0).toFixed(1) : '0';
  return (
    <svg className={wide ? 'jv-spark jv-spark-wide' : 'jv-spark'} viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} preserveAspectRatio="none" aria-hidden="true">
      {values.length > 1 && <polygon points={`${first},${String(HEIGHT)} ${line} ${String(WIDTH)},${String(HEIGHT)}`} className="jv-spark-area" />}
      {values.length > 1 && <polyline points={line} className="jv-spark-line" />}
    </svg>
  );
}
