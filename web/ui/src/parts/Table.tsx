import '@patternfly/react-styles/css/components/Table/table.css';
import '@patternfly/react-styles/css/components/Table/table-grid.css';
import type { ReactNode } from 'react';

export interface TableColumn<T> {
  label: string;
  cell: (item: T) => ReactNode;
  /** Stands at the end of the row without a visible head. */
  actions?: boolean;
}

/** A plain table; on a narrow screen each row becomes a small card. */
export function Table<T>({ label, columns, items, keyOf, nothing, even = false }: {
  label: string;
  columns: readonly TableColumn<T>[];
  items: readonly T[];
  keyOf: (item: T) => string;
  nothing: string;
  /** Columns of one width, whatever they hold. */
  even?: boolean;
}) {
  if (items.length === 0) return <p className="jv-muted jv-nothing">{nothing}</p>;
  return (
    <table className={`pf-v6-c-table pf-m-grid-md pf-m-compact${even ? ' jv-even' : ''}`} aria-label={label}>
      <thead className="pf-v6-c-table__thead">
        <tr className="pf-v6-c-table__tr">
          {columns.map(({ label: head, actions }) => (
            <th key={head} scope="col" className={`pf-v6-c-table__th${actions ? ' jv-actions' : ''}`}>{actions ? <span className="jv-unseen">{head}</span> : head}</th>
          ))}
        </tr>
      </thead>
      <tbody className="pf-v6-c-table__tbody">
        {items.map((item) => (
          <tr key={keyOf(item)} className="pf-v6-c-table__tr">
            {columns.map(({ label: head, cell, actions }) => (
              <td key={head} {...(actions ? {} : { 'data-label': head })} className={`pf-v6-c-table__td${actions ? ' pf-v6-c-table__action' : ''}`}>{cell(item)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
