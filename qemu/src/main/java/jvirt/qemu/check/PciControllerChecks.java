package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.DRIVER;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Controller.PciModel;
import jvirt.api.domain.device.Controller.Target;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Board;
import jvirt.qemu.definition.Setting;

/** Refuses PCI controllers with options that their model does not have, or without those that it needs. */
final class PciControllerChecks {
    private static final String SPAPR = "spapr-pci-host-bridge";

    /** Which of QEMU's devices a model can be. */
    private static final Map<String, Set<String>> DEVICES = Map.of(
            "pci-bridge", Set.of("pci-bridge"),
            "dmi-to-pci-bridge", Set.of("i82801b11-bridge"),
            "pcie-root-port", Set.of("ioh3420", "pcie-root-port"),
            "pcie-switch-upstream-port", Set.of("x3130-upstream"),
            "pcie-switch-downstream-port", Set.of("xio3130-downstream"),
            "pci-expander-bus", Set.of("pxb"),
            "pcie-expander-bus", Set.of("pxb-pcie"),
            "pcie-to-pci-bridge", Set.of("pcie-pci-bridge"));

    private final Controller controller;
    private final Board board;
    private final Setting setting;
    private final String model;
    private final String device;
    private final Target target;

    private PciControllerChecks(Controller controller, Domain domain, Setting setting) {
        this.controller = controller;
        this.board = Board.of(domain);
        this.setting = setting;
        this.model = controller.model().orElse("");
        this.device = controller.pciModel().map(PciModel::name).orElse("none");
        this.target = controller.target().orElse(Target.NONE);
    }

    static void check(Controller controller, Domain domain, Setting setting) {
        PciControllerChecks checks = new PciControllerChecks(controller, domain, setting);
        checks.device();
        checks.index();
        checks.targetIndex();
        checks.hole(domain);
        checks.options();
        checks.hotplug();
    }

    private boolean root() {
        return model.equals("pci-root") || model.equals("pcie-root");
    }

    private boolean hostBridge() {
        return device.equals(SPAPR);
    }

    private void device() {
        if (root()) {
            boolean fits = device.equals("none") || model.equals("pci-root") && board.pSeries();
            invalid("modelName", fits ? Optional.empty() : Optional.of(device));
            wrongValue(!device.equals("none") && !hostBridge());
            return;
        }
        missing("modelName", Optional.of(device).filter(name -> !name.equals("none")));
        wrongValue(!DEVICES.getOrDefault(model, Set.of(device)).contains(device));
    }

    private void index() {
        int index = controller.index().orElse(0);
        if (hostBridge()) return;
        DRIVER.unsupported(root() && index != 0, "Index for '%s' controllers must be 0", model);
        DRIVER.unsupported(!root() && index == 0, "Index for '%s' controllers must be > 0", model);
    }

    private void targetIndex() {
        if (hostBridge()) missing("targetIndex", target.index());
        else invalid("targetIndex", target.index());
    }

    private void hole(Domain domain) {
        if (!root()) {
            invalid("pcihole64", controller.pcihole64());
            return;
        }
        boolean has = model.equals("pci-root") ? board.i440fx() : board.q35();
        DRIVER.unsupported(controller.pcihole64().isPresent() && !has,
                "Setting the 64-bit PCI hole size is not supported for machine '%s'", domain.os().type().machine().orElse(""));
    }

    private void options() {
        boolean expander = model.endsWith("-expander-bus");
        if (expander) missing("busNr", target.busNr());
        else invalid("busNr", target.busNr());
        if (!expander && (!hostBridge() || target.index().equals(Optional.of(0)))) invalid("numaNode", target.node());
        if (model.equals("pci-bridge")) missing("chassisNr", target.chassisNr());
        else invalid("chassisNr", target.chassisNr());
        if (port()) {
            missing("chassis", target.chassis());
            missing("port", target.port());
        } else {
            invalid("chassis", target.chassis());
            invalid("port", target.port());
        }
    }

    private boolean port() {
        return model.equals("pcie-root-port") || model.equals("pcie-switch-downstream-port");
    }

    private void hotplug() {
        if (target.hotplug().isEmpty()) return;
        if (model.equals("pci-root")) {
            without(QemuFlag.PIIX4_ACPI_ROOT_PCI_HOTPLUG, model);
        } else if (port()) {
            without(QemuFlag.PCIE_ROOT_PORT_HOTPLUG, device);
        } else {
            invalid("hotplug", target.hotplug());
        }
    }

    private void without(QemuFlag flag, String name) {
        DRIVER.unsupported(!setting.can(flag), "setting the 'hotplug' property on a '%s' device is not supported by this QEMU binary",
                name);
    }

    private void missing(String option, Optional<?> value) {
        DRIVER.internal(value.isEmpty(), "Required option '%s' is not set for PCI controller with index '%d', model '%s' and "
                + "modelName '%s'", option, controller.index().orElse(0), model, device);
    }

    private void invalid(String option, Optional<?> value) {
        DRIVER.unsupported(value.isPresent(), "Option '%s' is not valid for PCI controller with index '%d', model '%s' and "
                + "modelName '%s'", option, controller.index().orElse(0), model, device);
    }

    private void wrongValue(boolean wrong) {
        DRIVER.unsupported(wrong, "Option 'modelName' has invalid value for PCI controller with index '%d', model '%s' and "
                + "modelName '%s'", controller.index().orElse(0), model, device);
    }
}
