import { Form } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { kib } from '../format';
import { ChoiceField, NumberField, TextField } from '../parts/Fields';
import { useStore } from '../store';
import { isName } from './draft';
import type { StepProps } from './WizardPage';

/** Names of the osinfo database that are offered; any other may be typed. */
const SYSTEMS = [
  'debian12', 'debian11', 'ubuntu24.04', 'ubuntu22.04', 'fedora40', 'rhel9.0', 'rhel8.0', 'centos7.0', 'centos-stream9', 'almalinux9', 'rocky9', 'opensuse15.5',
  'alpinelinux3.19', 'archlinux', 'freebsd14.0', 'win11', 'win10', 'win2k22', 'win2k19', 'generic', 'linux2022',
];

export function SystemStep({ draft, onDraft }: StepProps) {
  const { t } = useTranslation();
  const host = useStore((state) => state.hosts.find((each) => each.id === draft.host));
  const taken = useStore((state) => state.machines);
  const same = [...taken.values()].some((machine) => machine.host === draft.host && machine.name === draft.name.trim());
  const wrong = same ? t('wizard.nameTaken') : draft.name !== '' && !isName(draft.name) ? t('wizard.nameWrong') : undefined;
  const mostMib = host?.memoryKib === undefined ? undefined : Math.floor(host.memoryKib / 1024);
  return (
    <Form onSubmit={(event) => { event.preventDefault(); }}>
      <TextField label={t('common.name')} required autoFocus value={draft.name} wrong={wrong} onChange={(name) => { onDraft({ ...draft, name }); }} />
      <TextField label={t('wizard.os')} value={draft.osinfo} list={SYSTEMS} help={t('wizard.osHelp')} placeholder={t('wizard.osDetect')} onChange={(osinfo) => { onDraft({ ...draft, osinfo }); }} />
      <NumberField label={t('wizard.memory')} unit="MiB" step={512} min={64} max={mostMib} value={draft.memoryMib} onChange={(memoryMib) => { onDraft({ ...draft, memoryMib }); }}
        help={host?.memoryKib === undefined ? undefined : t('wizard.memoryOf', { all: kib(host.memoryKib), free: kib(host.freeKib ?? 0) })} />
      <NumberField label={t('wizard.vcpus')} value={draft.vcpus} onChange={(vcpus) => { onDraft({ ...draft, vcpus }); }}
        help={host?.cpus === undefined ? undefined : t('wizard.cpusOf', { all: host.cpus })} />
      <ChoiceField label={t('wizard.firmware')} value={draft.firmware} onChange={(firmware) => { onDraft({ ...draft, firmware }); }} options={[['bios', 'BIOS'], ['uefi', 'UEFI']]} />
      <ChoiceField label={t('overview.virtType')} value={draft.virtType ?? 'auto'} onChange={(virtType) => { onDraft({ ...draft, virtType: virtType === 'auto' ? undefined : virtType }); }}
        help={host?.kvm?.why} options={[['auto', t('wizard.virtAuto')], ['kvm', 'KVM'], ['qemu', t('wizard.virtTcg')]]} />
    </Form>
  );
}
