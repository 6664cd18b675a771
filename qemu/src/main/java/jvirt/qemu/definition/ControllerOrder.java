package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Controller.Type;
import jvirt.api.domain.device.DeviceInfo;

/** In which order controllers stand, and which index those get that have none. */
public final class ControllerOrder {
    private ControllerOrder() {}

    static Controller controller(Type type, int index, Optional<String> model) {
        return mastered(new Controller(type, Optional.of(index), model, Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), DeviceInfo.NONE, Optional.empty()));
    }

    /** A companion controller serves two ports of its master; which two follows from its model. */
    static Controller mastered(Controller controller) {
        if (controller.type() != Type.USB || controller.info().master().isPresent()) return controller;
        return switch (controller.model().orElse("")) {
            case "ich9-uhci1" -> controller.withInfo(controller.info().withMaster(0));
            case "ich9-uhci2" -> controller.withInfo(controller.info().withMaster(2));
            case "ich9-uhci3" -> controller.withInfo(controller.info().withMaster(4));
            default -> controller;
        };
    }

    /** The list with one more, where {@code virDomainControllerInsert} of libvirt puts it. */
    public static List<Controller> plus(List<Controller> controllers, Controller controller) {
        List<Controller> longer = new ArrayList<>(controllers);
        longer.add(place(controllers, controller), controller);
        return List.copyOf(longer);
    }

    /** Controllers of one kind together, by index, a master before its companions. */
    static List<Controller> sorted(List<Controller> written) {
        List<Controller> sorted = new ArrayList<>();
        for (Controller controller : written) sorted.add(place(sorted, controller), controller);
        return sorted;
    }

    private static int place(List<Controller> sorted, Controller controller) {
        int place = -1;
        for (int i = sorted.size() - 1; i >= 0; i--) {
            Controller current = sorted.get(i);
            if (current.type() != controller.type()) continue;
            if (controller.index().isEmpty()) return i + 1;
            int index = controller.index().get();
            boolean masterOfCurrent = controller.info().master().isEmpty() && current.info().master().isPresent()
                    && current.index().equals(controller.index());
            if (current.index().orElse(-1) > index || masterOfCurrent) {
                place = i;
            } else if (place < 0) {
                place = i + 1;
            }
        }
        return place < 0 ? sorted.size() : place;
    }

    /** The lowest free index for each that has none; a companion that follows its kind takes the index of that one. */
    static List<Controller> indexed(List<Controller> controllers) {
        List<Controller> indexed = new ArrayList<>(controllers);
        for (int i = 0; i < indexed.size(); i++) {
            Controller controller = indexed.get(i);
            if (controller.index().isPresent()) continue;
            int index = ofGroup(indexed, i).orElse(lowestFree(indexed, controller.type()));
            indexed.set(i, controller.withIndex(index));
        }
        return indexed;
    }

    private static Optional<Integer> ofGroup(List<Controller> controllers, int place) {
        Controller controller = controllers.get(place);
        if (!usb2(controller)) return Optional.empty();
        Controller previous = null;
        for (int i = place - 1; i >= 0 && previous == null; i--) {
            if (controllers.get(i).type() == Type.USB) previous = controllers.get(i);
        }
        if (previous == null || !usb2(previous)) return Optional.empty();
        Optional<Integer> index = previous.index();
        boolean taken = controllers.stream().anyMatch(other -> other.type() == Type.USB && other.index().equals(index)
                && other.model().equals(controller.model()));
        return taken ? Optional.empty() : index;
    }

    /** One of the four controllers that together are a USB 2 controller. */
    static boolean usb2(Controller controller) {
        return controller.type() == Type.USB && switch (controller.model().orElse("")) {
            case "ich9-ehci1", "ich9-uhci1", "ich9-uhci2", "ich9-uhci3" -> true;
            default -> false;
        };
    }

    static int lowestFree(List<Controller> controllers, Type type) {
        Set<Integer> taken = new HashSet<>();
        for (Controller controller : controllers) {
            if (controller.type() == type) controller.index().ifPresent(taken::add);
        }
        int index = 0;
        while (taken.contains(index)) index++;
        return index;
    }

    /** Only USB controllers may share an index. */
    static void refuseDuplicates(List<Controller> controllers) {
        Set<String> seen = new HashSet<>();
        for (Controller controller : controllers) {
            String type = jvirt.api.xml.XmlBinding.word(controller.type());
            int index = controller.index().orElse(-1);
            if (controller.type() != Type.USB && !seen.add(type + index)) {
                throw ErrorDomain.DOMAIN.error(XML_ERROR, "Multiple '%s' controllers with index '%d'", type, index);
            }
        }
    }
}
