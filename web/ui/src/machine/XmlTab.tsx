import { Alert, Button, Flex, TextArea, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { machines } from '../api/calls';
import type { Details, Machine, View } from '../api/types';
import { useMay } from '../login';
import { Loading } from '../parts/Loading';
import { useLoaded } from '../parts/useLoaded';
import { hintOf, tell, whyOf } from '../toasts';

export function XmlTab({ machine, hasLive, hasNext, onSaved }: { machine: Machine; hasLive: boolean; hasNext: boolean; onSaved: (details: Details) => void }) {
  const { t } = useTranslation();
  const [view, setView] = useState<View>(hasNext ? 'next' : 'live');
  const { host, uuid } = machine;
  const { loaded, again } = useLoaded(useCallback(() => machines.xml({ host, uuid }, view), [host, uuid, view]));
  return (
    <>
      <ToggleGroup aria-label={t('xml.view')}>
        <ToggleGroupItem text={t('devices.next')} buttonId="xml-next" isSelected={view === 'next'} isDisabled={!hasNext} onChange={() => { setView('next'); }} />
        <ToggleGroupItem text={t('devices.live')} buttonId="xml-live" isSelected={view === 'live'} isDisabled={!hasLive} onChange={() => { setView('live'); }} />
      </ToggleGroup>
      <Loading of={loaded} again={again}>{(text) => <Editor key={view + text} machine={machine} view={view} text={text} onSaved={onSaved} />}</Loading>
    </>
  );
}

function Editor({ machine, view, text, onSaved }: { machine: Machine; view: View; text: string; onSaved: (details: Details) => void }) {
  const { t } = useTranslation();
  const operator = useMay('operator');
  const [draft, setDraft] = useState(text);
  const [failure, setFailure] = useState<unknown>();
  const save = async () => {
    setFailure(undefined);
    try {
      onSaved(await machines.define(machine, draft));
      tell(t('xml.saved'));
    } catch (error) {
      setFailure(error);
    }
  };
  const editable = operator && view === 'next';
  return (
    <>
      {failure !== undefined && <Alert isInline variant="danger" title={whyOf(failure)}>{hintOf(failure) ?? t('xml.nothingChanged')}</Alert>}
      <TextArea className="jv-xml" aria-label={t('xml.document')} value={draft} spellCheck={false} rows={28} resizeOrientation="vertical"
        {...(editable ? {} : { readOnlyVariant: 'default' as const })} onChange={(_, value) => { setDraft(value); }} />
      {editable && (
        <Flex>
          <Button isDisabled={draft === text} onClick={() => { void save(); }}>{t('common.save')}</Button>
          <Button variant="link" isDisabled={draft === text} onClick={() => { setDraft(text); setFailure(undefined); }}>{t('xml.revert')}</Button>
        </Flex>
      )}
    </>
  );
}
