import { ClipboardCopy, ExpandableSection, Form, Stack, StackItem } from '@patternfly/react-core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { machines } from '../api/calls';
import { YesNoField } from '../parts/Fields';
import { Loading } from '../parts/Loading';
import { useLoaded } from '../parts/useLoaded';
import { installOf } from './draft';
import type { StepProps } from './WizardPage';

/** What will be done, as the command that does the same. The back-end makes it, and so finds what is wrong before it begins. */
export function ReviewStep({ draft, onDraft }: StepProps) {
  const { t } = useTranslation();
  const { loaded, again } = useLoaded(useCallback(() => machines.dryRun(installOf(draft)), [draft]));
  return (
    <Stack hasGutter>
      <StackItem>
        <Form onSubmit={(event) => { event.preventDefault(); }}>
          <YesNoField label={t('wizard.startNow')} value={draft.start} onChange={(start) => { onDraft({ ...draft, start }); }} />
          <YesNoField label={t('wizard.autostart')} value={draft.autostart} onChange={(autostart) => { onDraft({ ...draft, autostart }); }} />
        </Form>
      </StackItem>
      <StackItem>
        <Loading of={loaded} again={again}>
          {({ command, xml }) => (
            <>
              <p>{t('wizard.command')}</p>
              <ClipboardCopy isCode isExpanded variant="expansion" isReadOnly hoverTip={t('wizard.copy')} clickTip={t('wizard.copied')} textAriaLabel={t('wizard.command')} toggleAriaLabel={t('wizard.command')}>{command}</ClipboardCopy>
              <ExpandableSection toggleText={t('xml.document')}><pre className="jv-pre">{xml}</pre></ExpandableSection>
            </>
          )}
        </Loading>
      </StackItem>
    </Stack>
  );
}
