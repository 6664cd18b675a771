import { Button, Form, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface DialogProps {
  title: string;
  /** The word on the button that does it. */
  does: string;
  danger?: boolean;
  ready?: boolean;
  wide?: boolean;
  /** True closes the dialog. */
  onDo: () => Promise<boolean>;
  onClose: () => void;
  children: ReactNode;
}

/** A question with a form in it. It keeps its own draft: its parent mounts it when it opens. */
export function Dialog({ title, does, danger = false, ready = true, wide = false, onDo, onClose, children }: DialogProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const id = useId();
  const run = async () => {
    setBusy(true);
    if (await onDo()) onClose();
    else setBusy(false);
  };
  return (
    <Modal isOpen variant={wide ? 'medium' : 'small'} onClose={onClose} aria-labelledby={`${id}-title`}>
      <ModalHeader title={title.replace(/…$/, '')} labelId={`${id}-title`} {...(danger ? { titleIconVariant: 'warning' as const } : {})} />
      <ModalBody>
        <Form id={id} onSubmit={(event) => { event.preventDefault(); if (ready && !busy) void run(); }}>{children}</Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form={id} variant={danger ? 'danger' : 'primary'} isLoading={busy} isDisabled={busy || !ready}>{does}</Button>
        <Button variant="link" onClick={onClose}>{t('common.cancel')}</Button>
      </ModalFooter>
    </Modal>
  );
}
