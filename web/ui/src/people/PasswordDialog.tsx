import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { session } from '../api/calls';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/Fields';
import { attempt, tell } from '../toasts';

export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const differs = again !== '' && again !== fresh;
  const change = () => attempt('accounts.changingPassword', async () => {
    await session.password(old, fresh);
    tell(t('accounts.passwordChanged'));
  });
  return (
    <Dialog title={t('accounts.password')} does={t('common.save')} ready={old !== '' && fresh !== '' && again === fresh} onDo={change} onClose={onClose}>
      <TextField label={t('accounts.oldPassword')} type="password" required value={old} onChange={setOld} />
      <TextField label={t('accounts.newPassword')} type="password" required value={fresh} onChange={setFresh} />
      <TextField label={t('accounts.newPasswordAgain')} type="password" required value={again} onChange={setAgain} wrong={differs ? t('accounts.differs') : undefined} />
    </Dialog>
  );
}
