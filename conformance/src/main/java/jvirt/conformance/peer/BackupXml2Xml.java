package jvirt.conformance.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jvirt.api.domain.device.Disk;
import jvirt.api.snapshot.Backup;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlBinding;
import jvirt.qemu.backup.BackupDisks;

/** A backup's document there and back, with the disks of a machine that has those of the document and one more. */
final class BackupXml2Xml implements Family {
    @Override
    public String name() {
        return "domainbackupxml2xml";
    }

    @Override
    public String answer(PeerCase peerCase) {
        boolean internal = peerCase.fields().flag("internal");
        Backup asked = internal ? Backup.kept(Element.parse(peerCase.input(), "domainbackup")) : Backup.request(peerCase.input(), 0);
        List<Disk> disks = new ArrayList<>(Stream.concat(asked.disks().stream().map(Backup.Part::name), Stream.of("vdextradisk"))
                .map(BackupXml2Xml::disk).toList());
        Backup aligned = BackupDisks.aligned(asked, disks, "SUFFIX");
        return internal ? aligned.formatKept() : aligned.format();
    }

    private static Disk disk(String target) {
        return XmlBinding.read(Disk.class, Element.parse("<disk type='file'><driver type='qcow2'/><source file='/fake/" + target
                + ".qcow2'/><target dev='" + target + "'/></disk>", "disk"));
    }
}
