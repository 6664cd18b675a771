package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.XML_DETAIL;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.SecLabel;

/** How the guest is confined: one label a model; a single label without a model is for the one that the host has. */
final class SecurityForm {
    private SecurityForm() {}

    static void apply(Making making, Optional<String> hostModel, boolean persistent) {
        List<SecLabel> labels = making.domain.seclabel;
        Set<Optional<String>> seen = new HashSet<>();
        for (SecLabel label : labels) {
            if (!seen.add(label.model())) {
                throw ErrorDomain.DOMAIN.error(XML_DETAIL, "seclabel for model %s is already provided",
                        label.model().orElse("(null)"));
            }
        }
        if (labels.size() == 1 && labels.getFirst().model().isEmpty() && hostModel.isPresent()) {
            making.domain.seclabel = List.of(withModel(labels.getFirst(), hostModel.get(), persistent));
        } else if (labels.size() > 1 && labels.stream().anyMatch(label -> label.model().isEmpty())) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "missing security model when using multiple labels");
        }
    }

    private static SecLabel withModel(SecLabel label, String model, boolean persistent) {
        boolean plain = label.type() == SecLabel.Type.NONE
                || label.type() == SecLabel.Type.DYNAMIC && label.baselabel().isEmpty() && persistent;
        if (!plain) throw ErrorDomain.DOMAIN.error(XML_ERROR, "missing security model in domain seclabel");
        boolean none = model.equals("none") && persistent;
        return new SecLabel(none ? SecLabel.Type.NONE : label.type(), Optional.of(model), !none && label.relabel(),
                label.label(), label.imagelabel(), label.baselabel());
    }
}
