package jvirt.qemu.agent;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import jvirt.api.Parameter;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.api.json.Json;
import jvirt.qemu.Vm;

/** What a guest tells of itself, as named values: users, system, time zone, name, file systems, disks and cards. */
public final class GuestFacts {
    /** {@code virDomainGuestInfoTypes}. */
    private static final int USERS = 1;
    private static final int SYSTEM = 2;
    private static final int TIME_ZONE = 4;
    private static final int NAME = 8;
    private static final int FILESYSTEMS = 16;
    private static final int DISKS = 32;
    private static final int CARDS = 64;
    private static final int ALL = 127;
    private static final List<String> SYSTEM_WORDS = List.of("id", "name", "pretty-name", "version", "version-id", "machine",
            "variant", "variant-id", "kernel-release", "kernel-version");

    private final Guest guest;
    private final Domain domain;
    private final boolean strict;
    private final List<Parameter> facts = new ArrayList<>();

    private GuestFacts(Vm vm, boolean strict) {
        this.guest = Guest.of(vm);
        this.domain = vm.running().live();
        this.strict = strict;
    }

    /** The kinds that are asked for; of all, those that this agent knows. */
    public static List<Parameter> of(Vm vm, int kinds) {
        if ((kinds & ~ALL) != 0) throw QEMU.error(INVALID_ARG, "unsupported guest information types '0x%x'", kinds & ~ALL);
        GuestFacts facts = new GuestFacts(vm, kinds != 0);
        int wanted = kinds == 0 ? ALL : kinds;
        facts.tell(wanted & USERS, "guest-get-users", facts::users);
        facts.tell(wanted & SYSTEM, "guest-get-osinfo", facts::system);
        facts.tell(wanted & TIME_ZONE, "guest-get-timezone", facts::timeZone);
        facts.tell(wanted & NAME, "guest-get-host-name", answer -> facts.text("hostname", answer.asObject().findString("host-name")));
        facts.tell(wanted & FILESYSTEMS, "guest-get-fsinfo", answer -> facts.filesystems(GuestFilesystem.all(answer)));
        facts.tell(wanted & DISKS, "guest-get-disks", facts::disks);
        facts.tell(wanted & CARDS, "guest-network-get-interfaces", answer -> facts.cards(GuestCard.all(answer)));
        return List.copyOf(facts.facts);
    }

    private void tell(int wanted, String command, Consumer<Json> telling) {
        if (wanted == 0) return;
        Optional<Json> answer = strict ? Optional.of(guest.call(command)) : guest.ask(command);
        answer.ifPresent(it -> Guest.read(command, it, json -> {
            telling.accept(json);
            return json;
        }));
    }

    private void text(String name, Optional<String> value) {
        value.ifPresent(text -> facts.add(Parameter.of(name, text)));
    }

    private void count(String name, int count) {
        facts.add(Parameter.ofUint(name, count));
    }

    private void users(Json answer) {
        List<Json> users = answer.asList();
        count("user.count", users.size());
        for (int i = 0; i < users.size(); i++) {
            Json.Obj user = users.get(i).asObject();
            text("user." + i + ".name", Optional.of(user.string("user")));
            text("user." + i + ".domain", user.findString("domain"));
            facts.add(Parameter.ofUllong("user." + i + ".login-time", (long) (user.get("login-time").asDouble() * 1000)));
        }
    }

    private void system(Json answer) {
        for (String word : SYSTEM_WORDS) text("os." + word, answer.asObject().findString(word));
    }

    private void timeZone(Json answer) {
        text("timezone.name", answer.asObject().findString("zone"));
        facts.add(Parameter.ofInt("timezone.offset", (int) answer.asObject().number("offset")));
    }

    private void filesystems(List<GuestFilesystem> all) {
        if (all.isEmpty()) return;
        count("fs.count", all.size());
        for (int i = 0; i < all.size(); i++) {
            GuestFilesystem fs = all.get(i);
            String prefix = "fs." + i + ".";
            text(prefix + "name", Optional.of(fs.name()));
            text(prefix + "mountpoint", Optional.of(fs.mountPoint()));
            text(prefix + "fstype", Optional.of(fs.type()));
            fs.total().ifPresent(bytes -> facts.add(Parameter.ofUllong(prefix + "total-bytes", bytes)));
            fs.used().ifPresent(bytes -> facts.add(Parameter.ofUllong(prefix + "used-bytes", bytes)));
            count(prefix + "disk.count", fs.disks().size());
            for (int j = 0; j < fs.disks().size(); j++) {
                GuestFilesystem.Place place = fs.disks().get(j);
                text(prefix + "disk." + j + ".alias", place.in(domain).map(GuestFacts::target));
                text(prefix + "disk." + j + ".serial", place.serial());
                text(prefix + "disk." + j + ".device", place.device());
            }
        }
    }

    private static String target(Disk disk) {
        return disk.target().dev();
    }

    private void disks(Json answer) {
        List<Json> disks = answer.asList();
        if (disks.isEmpty()) return;
        count("disk.count", disks.size());
        for (int i = 0; i < disks.size(); i++) {
            Json.Obj disk = disks.get(i).asObject();
            String prefix = "disk." + i + ".";
            text(prefix + "name", Optional.of(disk.string("name")));
            facts.add(Parameter.of(prefix + "partition", disk.flag("partition")));
            List<Json> dependencies = disk.find("dependencies").map(Json::asList).orElse(List.of());
            if (!dependencies.isEmpty()) count(prefix + "dependency.count", dependencies.size());
            for (int j = 0; j < dependencies.size(); j++) {
                text(prefix + "dependency." + j + ".name", Optional.of(dependencies.get(j).asString()));
            }
            Optional<GuestFilesystem.Place> place = disk.find("address").map(at -> GuestFilesystem.Place.of(at.asObject()));
            text(prefix + "serial", place.flatMap(GuestFilesystem.Place::serial));
            text(prefix + "alias", place.flatMap(at -> at.in(domain)).map(GuestFacts::target));
            text(prefix + "guest_alias", disk.findString("alias"));
        }
    }

    private void cards(List<GuestCard> cards) {
        if (cards.isEmpty()) return;
        count("if.count", cards.size());
        for (int i = 0; i < cards.size(); i++) {
            GuestCard card = cards.get(i);
            String prefix = "if." + i + ".";
            text(prefix + "name", Optional.of(card.name()));
            text(prefix + "hwaddr", card.mac());
            count(prefix + "addr.count", card.addresses().size());
            for (int j = 0; j < card.addresses().size(); j++) {
                GuestCard.Ip ip = card.addresses().get(j);
                text(prefix + "addr." + j + ".type", Optional.of(ip.v6() ? "ipv6" : "ipv4"));
                text(prefix + "addr." + j + ".addr", Optional.of(ip.address()));
                count(prefix + "addr." + j + ".prefix", ip.prefix());
            }
        }
    }
}
