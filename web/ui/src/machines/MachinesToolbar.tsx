import { Button, FormSelect, FormSelectOption, SearchInput, Toolbar, ToolbarContent, ToolbarGroup, ToolbarItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { MACHINE_STATES, type Machine, type MachineAction } from '../api/types';
import { useMay } from '../login';
import { Menu } from '../parts/Menu';
import { isHarsh, possible } from './actions';
import type { Listing, StateFilter } from './listing';

const BULK: MachineAction[] = ['start', 'shutdown', 'reboot', 'suspend', 'resume', 'save', 'reset', 'destroy', 'autostart-on', 'autostart-off'];

interface Props {
  listing: Listing;
  onListing: (listing: Listing) => void;
  shown: number;
  total: number;
  chosen: readonly Machine[];
  onAct: (action: MachineAction) => void;
  onDelete: () => void;
}

export function MachinesToolbar({ listing, onListing, shown, total, chosen, onAct, onDelete }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const operator = useMay('operator');
  const filters: StateFilter[] = ['all', 'active', 'inactive', ...MACHINE_STATES];
  const label = (filter: StateFilter) =>
    filter === 'all' || filter === 'active' || filter === 'inactive' ? t(`machines.filter.${filter}`) : t(`states.${filter}`);
  const entries = BULK.filter((action) => chosen.some((machine) => possible(machine).includes(action)))
    .map((action) => ({ label: t(`actions.${action}`), danger: isHarsh(action), run: () => { onAct(action); } }));
  if (chosen.length === 1) entries.push({ label: t('machines.delete'), danger: true, run: onDelete });
  return (
    <Toolbar>
      <ToolbarContent>
        <ToolbarGroup variant="filter-group">
          <ToolbarItem>
            <SearchInput aria-label={t('machines.find')} placeholder={t('machines.find')} value={listing.text}
              onChange={(_, text) => { onListing({ ...listing, text }); }} onClear={() => { onListing({ ...listing, text: '' }); }} />
          </ToolbarItem>
          <ToolbarItem>
            <FormSelect aria-label={t('machines.filterState')} value={listing.state} onChange={(_, state) => { onListing({ ...listing, state: state as StateFilter }); }}>
              {filters.map((each) => <FormSelectOption key={each} value={each} label={label(each)} />)}
            </FormSelect>
          </ToolbarItem>
        </ToolbarGroup>
        {operator && <ToolbarItem><Menu name={t('machines.bulk')} text={t('machines.bulkCount', { count: chosen.length })} entries={entries} /></ToolbarItem>}
        {operator && <ToolbarItem><Button onClick={() => { void navigate('/new'); }}>{t('machines.new')}</Button></ToolbarItem>}
        <ToolbarItem align={{ default: 'alignEnd' }} alignSelf="center"><span role="status" className="jv-muted">{t('machines.count', { shown, total })}</span></ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}
