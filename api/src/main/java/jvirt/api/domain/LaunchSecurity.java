package jvirt.api.domain;

import java.util.Optional;
import jvirt.api.xml.ByAttr;
import jvirt.api.xml.Hex;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Is;
import jvirt.api.xml.YesNo;

/** What keeps the host from reading the guest's memory, {@code <launchSecurity>}. */
@ByAttr("type")
public sealed interface LaunchSecurity {
    /** AMD's encrypted memory. */
    @Is("sev")
    record Sev(Optional<YesNo> kernelHashes, @InElement Optional<Integer> cbitpos,
            @InElement Optional<Integer> reducedPhysBits, @Hex(4) @InElement int policy,
            @InElement Optional<String> dhCert, @InElement Optional<String> session) implements LaunchSecurity {}

    /** IBM's protected virtualisation. */
    @Is("s390-pv")
    record S390Pv() implements LaunchSecurity {}
}
