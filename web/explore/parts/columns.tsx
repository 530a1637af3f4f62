import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useWorld } from '../context.tsx';
import { useWidth } from './width.ts';

/** One row of numbers over the same periods. */
export interface Series {
  name: string;
  values: readonly number[];
}

interface Chart {
  /** What the picture says, in words. */
  title: string;
  periods: readonly string[];
  series: readonly Series[];
}

const top = 18;
const bottom = 24;

/** Columns of numbers per period, those of one period upon each other; a legend tells the series, a table has the numbers. */
export function Stacked({ title, periods, series, children }: Chart & { children?: ComponentChildren }) {
  const { format } = useWorld();
  const { ref, width } = useWidth();
  const totals = periods.map((_, i) => series.reduce((sum, one) => sum + (one.values[i] ?? 0), 0));
  const height = 220;
  const most = Math.max(1, ...totals);
  const scale = (height - top - bottom) / most;
  const step = width / Math.max(1, periods.length);
  const thick = Math.min(46, step * 0.68);
  return (
    <figure class="chart">
      <Legend series={series} />
      <div ref={ref}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
          <path class="axis" d={`M0 ${height - bottom + 0.5}H${width}`} />
          {periods.map((period, i) => {
            const x = step * (i + 0.5);
            let y = height - bottom;
            return (
              <g key={period}>
                <title>{`${period}: ${series.map((one) => `${one.name} ${format.number(one.values[i] ?? 0)}`).join(', ')}`}</title>
                <rect x={x - step / 2} y={0} width={step} height={height} fill="transparent" />
                {series.map((one, at) => {
                  const tall = (one.values[i] ?? 0) * scale;
                  y -= tall;
                  return tall > 0 && <rect key={one.name} class={`series-${at + 1}`} x={x - thick / 2} y={y} width={thick} height={Math.max(1, tall - (at > 0 ? 1 : 0))} rx={2} />;
                })}
                {step >= 26 && (totals[i] ?? 0) > 0 && (
                  <text class="value" x={x} y={y - 5}>
                    {format.number(totals[i] ?? 0)}
                  </text>
                )}
                <PeriodLabel period={period} at={i} x={x} y={height - 6} step={step} count={periods.length} />
              </g>
            );
          })}
        </svg>
      </div>
      {children}
      <NumberTable periods={periods} series={series} />
    </figure>
  );
}

/** Columns of numbers per period, each series in a band of its own. */
export function Bands({ title, periods, series }: Chart) {
  const { format } = useWorld();
  const { ref, width } = useWidth();
  const band = 84;
  const height = band * series.length + bottom;
  const step = width / Math.max(1, periods.length);
  const thick = Math.min(34, step * 0.6);
  return (
    <figure class="chart">
      <div ref={ref}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
          {series.map((one, at) => {
            const base = band * (at + 1);
            const scale = (band - 44) / Math.max(1, ...one.values);
            return (
              <g key={one.name}>
                <text class="band" x={0} y={base - band + 18}>
                  {one.name}
                </text>
                <path class="axis" d={`M0 ${base + 0.5}H${width}`} />
                {one.values.map((value, i) => {
                  const x = step * (i + 0.5);
                  return (
                    <g key={periods[i]}>
                      <title>{`${periods[i]}: ${one.name} ${format.number(value)}`}</title>
                      <rect x={x - step / 2} y={base - band + 22} width={step} height={band - 22} fill="transparent" />
                      {value > 0 && <rect class={`series-${at + 1}`} x={x - thick / 2} y={base - value * scale} width={thick} height={value * scale} rx={2} />}
                      {value > 0 && step >= 20 && (
                        <text class="value" x={x} y={base - value * scale - 4}>
                          {format.number(value)}
                        </text>
                      )}
                    </g>
                  );
                })}
              </g>
            );
          })}
          {periods.map((period, i) => (
            <PeriodLabel key={period} period={period} at={i} x={step * (i + 0.5)} y={height - 6} step={step} count={periods.length} />
          ))}
        </svg>
      </div>
      <NumberTable periods={periods} series={series} />
    </figure>
  );
}

/** Names a period where there is room for it; the last one always has some. */
function PeriodLabel({ period, at, x, y, step, count }: { period: string; at: number; x: number; y: number; step: number; count: number }) {
  const every = Math.max(1, Math.ceil(40 / step));
  if ((count - 1 - at) % every !== 0) {
    return null;
  }
  return (
    <text class="period" x={x} y={y}>
      {period}
    </text>
  );
}

function Legend({ series }: { series: readonly Series[] }) {
  return (
    <ul class="legend" aria-hidden="true">
      {series.map((one, at) => (
        <li key={one.name}>
          <svg width="12" height="12">
            <rect class={`series-${at + 1}`} width="12" height="12" rx="3" />
          </svg>
          {one.name}
        </li>
      ))}
    </ul>
  );
}

/** The numbers of a picture, for those who do not see it and those who want them exactly. */
function NumberTable({ periods, series }: { periods: readonly string[]; series: readonly Series[] }) {
  const { texts, format } = useWorld();
  const id = useId();
  return (
    <details class="numbers">
      <summary>{texts.asTable}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby={id}>
        <table>
          <caption class="unseen" id={id}>
            {series.map((one) => one.name).join(', ')}
          </caption>
          <thead>
            <tr>
              <th scope="col">{texts.year}</th>
              {series.map((one) => (
                <th key={one.name} scope="col" class="number">
                  {one.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {periods.map((period, i) => (
              <tr key={period}>
                <th scope="row">{period}</th>
                {series.map((one) => (
                  <td key={one.name} class="number">
                    {format.number(one.values[i] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
