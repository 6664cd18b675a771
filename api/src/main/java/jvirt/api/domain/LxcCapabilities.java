package jvirt.api.domain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import jvirt.api.xml.Element;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;

/** Which of the kernel's capabilities a container has, {@code <capabilities>}: a policy and exceptions by name. */
public record LxcCapabilities(Policy policy, SequencedMap<String, OnOff> exceptions) {
    public enum Policy { DEFAULT, ALLOW, DENY }

    /** In the order in which {@code virDomainProcessCapsFeature} has them. */
    private static final List<String> NAMES = List.of("audit_control", "audit_write", "block_suspend", "chown",
            "dac_override", "dac_read_Search", "fowner", "fsetid", "ipc_lock", "ipc_owner", "kill", "lease",
            "linux_immutable", "mac_admin", "mac_override", "mknod", "net_admin", "net_bind_service", "net_broadcast",
            "net_raw", "setgid", "setfcap", "setpcap", "setuid", "sys_admin", "sys_boot", "sys_chroot", "sys_module",
            "sys_nice", "sys_pacct", "sys_ptrace", "sys_rawio", "sys_resource", "sys_time", "sys_tty_config", "syslog",
            "wake_alarm");

    public static LxcCapabilities parse(Element element) {
        SequencedMap<String, OnOff> exceptions = new LinkedHashMap<>();
        for (String name : NAMES) {
            element.child(name).ifPresent(child -> exceptions.put(name,
                    XmlBinding.read(Toggle.class, child).on() ? OnOff.ON : OnOff.OFF));
        }
        return new LxcCapabilities(XmlBinding.read(Head.class, element).policy.orElse(Policy.DEFAULT), exceptions);
    }

    public void format(XmlWriter writer) {
        if (policy == Policy.DEFAULT && exceptions.isEmpty()) return;
        writer.attribute("policy", policy.name().toLowerCase(Locale.ROOT));
        exceptions.forEach((name, state) -> writer.start(name)
                .attribute("state", state.name().toLowerCase(Locale.ROOT)).end());
    }

    /** What of the element is no exception. */
    public record Head(Optional<Policy> policy) {}
}
