package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.InElement;
import jvirt.api.xml.YesNo;

/** Says how one resource is labelled, {@code <seclabel>} of a device. */
public record SecurityLabel(
        Optional<String> model,
        Optional<YesNo> labelskip,
        Optional<YesNo> relabel,
        @InElement Optional<String> label) {
    public SecurityLabel {
        boolean skipped = labelskip.filter(YesNo::yes).isPresent();
        labelskip = skipped ? labelskip : Optional.empty();
        relabel = skipped ? Optional.empty() : Optional.of(relabel.orElse(YesNo.YES));
    }
}
