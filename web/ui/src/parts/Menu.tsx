import { Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import EllipsisIcon from '@patternfly/react-icons/dist/esm/icons/ellipsis-v-icon';
import { useState } from 'react';

export interface MenuEntry {
  label: string;
  danger?: boolean;
  disabled?: boolean;
  run: () => void;
}

/** Three dots (or a word) and what they hide. */
export function Menu({ name, text, entries, tabIndex }: { name: string; text?: string; entries: readonly MenuEntry[]; tabIndex?: number }) {
  const [open, setOpen] = useState(false);
  return (
    <Dropdown isOpen={open} onOpenChange={setOpen} onSelect={() => { setOpen(false); }} isScrollable
      popperProps={{ appendTo: () => document.body, position: 'right' }}
      toggle={(ref) => (
        <MenuToggle ref={ref} variant={text ? 'default' : 'plain'} aria-label={name} isExpanded={open} tabIndex={tabIndex}
          isDisabled={entries.length === 0} onClick={() => { setOpen(!open); }} {...(text ? {} : { icon: <EllipsisIcon /> })}>
          {text}
        </MenuToggle>
      )}>
      <DropdownList>
        {entries.map(({ label, danger = false, disabled = false, run }) => (
          <DropdownItem key={label} isDanger={danger} isDisabled={disabled} onClick={run}>{label}</DropdownItem>
        ))}
      </DropdownList>
    </Dropdown>
  );
}
