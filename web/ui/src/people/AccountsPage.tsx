import { Button, Flex, Label, PageSection, Stack, StackItem, Title } from '@patternfly/react-core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accounts } from '../api/calls';
import type { Account, Role } from '../api/types';
import { useSession } from '../login';
import { Dialog } from '../parts/Dialog';
import { ChoiceField, TextField } from '../parts/Fields';
import { Loading } from '../parts/Loading';
import { Menu } from '../parts/Menu';
import { Table } from '../parts/Table';
import { useLoaded } from '../parts/useLoaded';
import { attempt } from '../toasts';

const ROLES: Role[] = ['admin', 'operator', 'viewer'];
type Open = { kind: 'create' } | { kind: 'change' | 'delete'; account: Account };

export default function AccountsPage() {
  const { t } = useTranslation();
  const { user } = useSession();
  const { loaded, again } = useLoaded(useCallback(() => accounts.list(), []));
  const [open, setOpen] = useState<Open>();
  const close = () => { setOpen(undefined); };
  return (
    <PageSection isFilled>
      <Stack hasGutter>
        <StackItem>
          <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }}>
            <Title headingLevel="h1">{t('nav.accounts')}</Title>
            <Button onClick={() => { setOpen({ kind: 'create' }); }}>{t('accounts.new')}</Button>
          </Flex>
        </StackItem>
        <StackItem>
          <Loading of={loaded} again={again}>
            {(list) => (
              <Table label={t('nav.accounts')} items={list} keyOf={(account) => account.name} nothing={t('common.none')} columns={[
                { label: t('common.name'), cell: (account) => <>{account.name} {account.name === user.name && <Label isCompact color="blue">{t('accounts.you')}</Label>}</> },
                { label: t('accounts.role'), cell: (account) => t(`accounts.roles.${account.role}`) },
                { label: t('common.actions'), actions: true, cell: (account) => (
                  <Menu name={t('common.actionsOf', { name: account.name })} entries={[
                    { label: t('accounts.change'), run: () => { setOpen({ kind: 'change', account }); } },
                    { label: t('machines.delete'), danger: true, disabled: account.name === user.name, run: () => { setOpen({ kind: 'delete', account }); } },
                  ]} />
                ) },
              ]} />
            )}
          </Loading>
        </StackItem>
      </Stack>
      {open?.kind === 'create' && <AccountDialog onClose={close} onDone={again} />}
      {open?.kind === 'change' && <AccountDialog account={open.account} onClose={close} onDone={again} />}
      {open?.kind === 'delete' && (
        <Dialog danger title={t('accounts.deleteTitle', { name: open.account.name })} does={t('common.delete')} onClose={close}
          onDo={() => attempt('accounts.changing', async () => { await accounts.remove(open.account.name); again(); }, { name: open.account.name })}>
          <p>{t('accounts.deleteHint')}</p>
        </Dialog>
      )}
    </PageSection>
  );
}

function AccountDialog({ account, onClose, onDone }: { account?: Account; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(account?.name ?? '');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<Role>(account?.role ?? 'viewer');
  const save = () => attempt('accounts.changing', async () => {
    if (account) await accounts.change(name, { ...(role === account.role ? {} : { role }), ...(password === '' ? {} : { password }) });
    else await accounts.create(name, password, role);
    onDone();
  }, { name });
  return (
    <Dialog title={account ? t('accounts.changeTitle', { name }) : t('accounts.new')} does={account ? t('common.save') : t('common.create')} ready={name !== '' && (account !== undefined || password !== '')} onDo={save} onClose={onClose}>
      {!account && <TextField label={t('login.name')} required autoFocus value={name} onChange={setName} />}
      <TextField label={t('login.password')} type="password" required={!account} value={password} onChange={setPassword} help={account && t('accounts.keepPassword')} />
      <ChoiceField label={t('accounts.role')} value={role} onChange={setRole} help={t(`accounts.roleHelp.${role}`)} options={ROLES.map((each) => [each, t(`accounts.roles.${each}`)] as const)} />
    </Dialog>
  );
}
