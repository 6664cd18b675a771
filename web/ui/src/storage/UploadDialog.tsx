import { Button, FileUpload, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader, Progress } from '@patternfly/react-core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { volumes } from '../api/calls';
import { bytes } from '../format';
import { TextField } from '../parts/Fields';
import { upload, type Upload } from '../parts/upload';
import { attempt, tell } from '../toasts';
import type { InPool } from './VolumeDialogs';

/** Sends a file into a volume; closing the dialog ends it. */
export function UploadDialog({ pool, onClose, onDone }: InPool) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File>();
  const [name, setName] = useState('');
  const [sent, setSent] = useState<number>();
  const running = useRef<Upload>(undefined);
  const send = async (chosen: File) => {
    setSent(0);
    running.current = upload(volumes.contentUrl(pool, name), chosen, setSent);
    const { done } = running.current;
    const well = await attempt('storage.uploading', () => done, { name });
    onDone();
    if (well && running.current) {
      tell(t('storage.uploaded', { name }));
      onClose();
    } else {
      setSent(undefined);
    }
  };
  const close = () => {
    const upload = running.current;
    running.current = undefined;
    upload?.cancel();
    onClose();
  };
  return (
    <Modal isOpen variant="small" onClose={close} aria-labelledby="upload-title">
      <ModalHeader title={t('storage.uploadTo', { name: pool.name })} labelId="upload-title" />
      <ModalBody className="pf-v6-c-form">
        <FormGroup label={t('storage.file')} fieldId="upload-file">
          <FileUpload id="upload-file" filename={file?.name ?? ''} browseButtonText={t('storage.browse')} clearButtonText={t('storage.clear')} filenamePlaceholder={t('storage.drop')} hideDefaultPreview isDisabled={sent !== undefined}
            onFileInputChange={(_, chosen) => { setFile(chosen); setName(chosen.name); }} onClearClick={() => { setFile(undefined); }} />
        </FormGroup>
        <TextField label={t('storage.volumeName')} required value={name} onChange={setName} />
        {file && sent !== undefined && <Progress aria-label={t('storage.upload')} value={(100 * sent) / Math.max(file.size, 1)} title={t('storage.sent', { sent: bytes(sent), all: bytes(file.size) })} />}
      </ModalBody>
      <ModalFooter>
        <Button isDisabled={!file || name === '' || sent !== undefined} isLoading={sent !== undefined} onClick={() => { if (file) void send(file); }}>{t('storage.uploadIt')}</Button>
        <Button variant="link" onClick={close}>{t('common.cancel')}</Button>
      </ModalFooter>
    </Modal>
  );
}
