package jvirt.cli.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.xml.Element;

/** A host's capabilities as the installer reads them: which guests it can run. */
record Capabilities(Element xml) {
    /** The prefix under which jvirtd says what libvirt has no word for. */
    private static final String JVIRT = "urn:jvirt:host";

    String hostArch() {
        return cpu().flatMap(cpu -> cpu.child("arch")).map(Element::text).orElse("");
    }

    Optional<String> hostCpuModel() {
        return cpu().flatMap(cpu -> cpu.child("model")).map(Element::text);
    }

    Optional<String> hostCpuVendor() {
        return cpu().flatMap(cpu -> cpu.child("vendor")).map(Element::text);
    }

    private Optional<Element> cpu() {
        return xml.child("host").flatMap(host -> host.child("cpu"));
    }

    /**
     * How long KVM took for what should take next to nothing, in microseconds, when the host says that it is too slow: some
     * hosts offer a KVM that emulates every instruction. A daemon that does not measure says nothing.
     */
    Optional<Long> slowKvm() {
        return xml.child("host").flatMap(host -> host.child(JVIRT, "kvm")).filter(kvm -> kvm.attribute("fit").filter("no"::equals).isPresent())
                .map(kvm -> kvm.attribute("microseconds").map(Long::parseLong).orElse(0L));
    }

    /** When nothing was asked for: the fastest that is there. */
    private List<String> preferred() {
        return slowKvm().isPresent() ? List.of("xen", "qemu", "kvm") : List.of("kvm", "xen", "qemu");
    }

    /** The names of the host's security models. */
    List<String> securityModels() {
        return xml.child("host").stream().flatMap(host -> host.children("secmodel").stream())
                .flatMap(model -> model.child("model").stream()).map(Element::text).toList();
    }

    /** The user that QEMU runs as, where the host says so: {@code +107:+107}. */
    Optional<String> qemuLabel() {
        return xml.child("host").stream().flatMap(host -> host.children("secmodel").stream())
                .filter(model -> model.child("model").map(Element::text).filter("dac"::equals).isPresent())
                .flatMap(model -> model.children("baselabel").stream())
                .filter(label -> label.attribute("type").filter(type -> type.equals("qemu") || type.equals("kvm")).isPresent())
                .map(Element::text).findFirst();
    }

    /** A kind of guest: what one kind of accelerator offers for one architecture. */
    record Offer(Element guest, Element domain) {
        String type() {
            return domain.attribute("type").orElse("");
        }

        String osType() {
            return guest.child("os_type").map(Element::text).orElse("");
        }

        String arch() {
            return archElement().attribute("name").orElse("");
        }

        private Element archElement() {
            return guest.child("arch").orElseThrow();
        }

        Optional<String> emulator() {
            return domain.child("emulator").or(() -> archElement().child("emulator")).map(Element::text);
        }

        Optional<String> loader() {
            return archElement().child("loader").map(Element::text);
        }

        /** The machine types with their aliases, the default first. */
        List<String> machines() {
            List<String> names = new ArrayList<>();
            for (Element machine : machineElements()) {
                if (!names.contains(machine.text())) names.add(machine.text());
                machine.attribute("canonical").filter(name -> !names.contains(name)).ifPresent(names::add);
            }
            return names;
        }

        private List<Element> machineElements() {
            List<Element> own = domain.children("machine");
            return own.isEmpty() ? archElement().children("machine") : own;
        }

        /** The names that stand for a machine type of a certain version: pc, q35. */
        List<String> aliases() {
            return machineElements().stream().filter(machine -> machine.attribute("canonical").isPresent()).map(Element::text).toList();
        }

        boolean isAlias(String alias, String canonical) {
            return machineElements().stream().anyMatch(machine -> machine.text().equals(alias)
                    && machine.attribute("canonical").filter(canonical::equals).isPresent());
        }

        boolean acpi() {
            return defaultOn("acpi");
        }

        boolean apic() {
            return defaultOn("apic");
        }

        boolean pae() {
            return guest.child("features").flatMap(features -> features.child("pae")).isPresent();
        }

        private boolean defaultOn(String feature) {
            return guest.child("features").flatMap(features -> features.child(feature)).flatMap(one -> one.attribute("default"))
                    .filter("on"::equals).isPresent();
        }
    }

    /** The best offer for what is asked; what is not asked is free. */
    Offer offer(Optional<String> osType, Optional<String> arch, Optional<String> type, Optional<String> machine) {
        Optional<String> os = osType.map(asked -> asked.equals("linux") ? "xen" : asked);
        Element guest = guest(os, arch).orElseThrow(() -> InstallException.of(
                os.isPresent() && arch.isPresent() ? "Host does not support virtualization type '%s' for architecture '%s'"
                : arch.isPresent() ? "Host does not support any virtualization options for architecture '%2$s'"
                : os.isPresent() ? "Host does not support virtualization type '%s'"
                : "Host does not support any virtualization options", os.orElse(""), arch.orElse("")));
        return best(guest, type, machine).orElseThrow(() -> machine.isPresent()
                ? InstallException.of("Host does not support domain type %s with machine '%s' for virtualization type '%s' with "
                        + "architecture '%s'", type.orElse("None"), machine.get(), new Offer(guest, guest).osType(), new Offer(guest, guest).arch())
                : InstallException.of("Host does not support domain type %s for virtualization type '%s' with architecture '%s'",
                        type.orElse("None"), new Offer(guest, guest).osType(), new Offer(guest, guest).arch()));
    }

    private Optional<Element> guest(Optional<String> osType, Optional<String> arch) {
        Optional<Element> exact = guestOf(osType, arch.or(() -> Optional.of(hostArch())));
        return exact.isPresent() || arch.isPresent() ? exact : guestOf(osType, Optional.empty());
    }

    private Optional<Element> guestOf(Optional<String> osType, Optional<String> arch) {
        return xml.children("guest").stream().filter(guest -> {
            Offer offer = new Offer(guest, guest);
            return osType.map(offer.osType()::equals).orElse(true) && arch.map(offer.arch()::equals).orElse(true);
        }).findFirst();
    }

    private Optional<Offer> best(Element guest, Optional<String> type, Optional<String> machine) {
        List<Offer> fit = guest.child("arch").orElseThrow().children("domain").stream().map(domain -> new Offer(guest, domain))
                .filter(offer -> type.map(asked -> asked.equalsIgnoreCase(offer.type())).orElse(true))
                .filter(offer -> machine.map(offer.machines()::contains).orElse(true)).toList();
        for (String preferred : preferred()) {
            for (Offer offer : fit) {
                if (offer.type().equals(preferred)) return Optional.of(offer);
            }
        }
        return fit.isEmpty() ? Optional.empty() : Optional.of(fit.getLast());
    }
}
