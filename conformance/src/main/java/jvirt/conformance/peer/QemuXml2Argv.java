package jvirt.conformance.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import jvirt.api.domain.Domain;
import jvirt.qemu.commandline.CommandLine;
import jvirt.qemu.commandline.Launch;
import jvirt.qemu.definition.Definition;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.device.Resources;

/** The command line with which QEMU is called for a domain document. */
record QemuXml2Argv(String name) implements Family {
    @Override
    public String answer(PeerCase peerCase) {
        Setting setting = PeerSetting.of(peerCase, true);
        Domain definition = Definition.define(peerCase.input(), setting);
        PeerHost host = new PeerHost(peerCase, setting);
        Resources resources = host.resources(definition.name());
        Domain live = Launch.live(definition, PeerHost.ID, setting, resources, host.helpers(definition));
        CommandLine line = CommandLine.of(host.settled(live), setting.capabilities(), resources, host.start());
        List<String> words = new ArrayList<>();
        new TreeMap<>(line.environment()).forEach((name, value) -> words.add(name + "=" + value));
        words.addAll(line.words());
        return CommandText.format(words);
    }
}
