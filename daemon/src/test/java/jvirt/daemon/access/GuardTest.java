package jvirt.daemon.access;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.rpc.call.Call;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.NetworkCall;
import jvirt.rpc.call.NwfilterCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.StorageVolumeCall;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.call.WireNetwork;
import jvirt.rpc.call.WireNwfilterBinding;
import jvirt.rpc.call.WirePool;
import jvirt.rpc.call.WireVolume;
import jvirt.rpc.server.Calls;
import jvirt.rpc.server.Identity;
import org.junit.jupiter.api.Test;

class GuardTest {
    private static final UUID WEB = new UUID(0, 1);
    private static final UUID DB = new UUID(0, 2);
    private static final Identity ALICE = new Identity("alice", "users", "", false);
    private static final Identity BOB = new Identity("bob", "kvm", "", false);
    private static final Identity OPS = new Identity("", "", "CN=ops1,O=x", false);
    private static final Identity NOBODY = new Identity("eve", "users", "", false);
    private static final String RULES = """
            # who              role      what
            user:alice         operator  domain:web-* storage-pool:images
            group:kvm          viewer    # all of it
            certificate:CN=ops*  admin
            """;

    private static final Names NAMES = new Names() {
        private final Map<UUID, String> domains = Map.of(WEB, "web-1", DB, "db");

        @Override
        public Optional<String> domain(UUID uuid) {
            return Optional.ofNullable(domains.get(uuid));
        }

        @Override
        public Optional<String> domain(int id) {
            return id == 7 ? Optional.of("web-1") : Optional.empty();
        }

        @Override
        public Optional<String> network(UUID uuid) {
            return Optional.of("default");
        }

        @Override
        public Optional<String> pool(UUID uuid) {
            return Optional.of("images");
        }

        @Override
        public Optional<String> filter(UUID uuid) {
            return Optional.of("clean-traffic");
        }

        @Override
        public Optional<String> filterOn(String port) {
            return port.equals("vnet0") ? Optional.of("clean-traffic") : Optional.empty();
        }

        @Override
        public List<String> all(String kind, boolean active) {
            return kind.equals("domain") && !active ? List.of("db", "web-1", "web-2") : List.of();
        }

        @Override
        public List<Integer> running() {
            return List.of(7, 8);
        }

        @Override
        public Optional<WireVolume> volume(String keyOrPath) {
            return keyOrPath.startsWith("/images/") ? Optional.of(new WireVolume("images", "a", keyOrPath)) : Optional.empty();
        }

        @Override
        public Optional<UUID> uuid(String kind, String name) {
            return domains.entrySet().stream().filter(one -> one.getValue().equals(name)).map(Map.Entry::getKey).findFirst();
        }

        @Override
        public Optional<Usage> secretUsage(String uuid) {
            return Optional.of(new Usage("ceph", "rbd"));
        }
    };

    private final Guard guard = new Guard(new Policy(Optional.of(Policy.parse("access.conf", RULES)), "root"), NAMES);

    private boolean may(Identity who, Call<?> call) {
        try {
            guard.check(who, Calls.needed(call), call);
            return true;
        } catch (VirtException e) {
            assertEquals(ErrorCode.ACCESS_DENIED, e.code());
            return false;
        }
    }

    @Test
    void anOperatorRunsHisMachinesAndNoOthers() {
        assertEquals(true, may(ALICE, new DomainCall.Create(new WireDomain("web-1", WEB, -1))));
        assertEquals(false, may(ALICE, new DomainCall.Create(new WireDomain("db", DB, -1))));
        assertEquals(false, may(ALICE, new DomainCall.UndefineFlags(new WireDomain("web-1", WEB, -1), 0)));
        assertEquals(false, may(ALICE, new NetworkCall.Destroy(new WireNetwork("default", new UUID(0, 9)))));
        assertEquals(true, may(ALICE, new ConnectCall.ListAllDomains(1, 0)));
    }

    @Test
    void theNameBesideAUuidIsNotBelieved() {
        assertEquals(false, may(ALICE, new DomainCall.Create(new WireDomain("web-1", DB, -1))));
    }

    @Test
    void aDocumentMustBePermittedByNameAndByUuid() {
        Guard admin = new Guard(new Policy(Optional.of(Policy.parse("f", "user:alice admin domain:web-*")), "root"), NAMES);
        var mine = new DomainCall.DefineXml("<domain><name>web-9</name></domain>");
        assertDoesNotThrow(() -> admin.check(ALICE, Calls.needed(mine), mine));
        var stolen = new DomainCall.DefineXml("<domain><name>web-9</name><uuid>" + DB + "</uuid></domain>");
        assertThrows(VirtException.class, () -> admin.check(ALICE, Calls.needed(stolen), stolen));
        var other = new DomainCall.DefineXml("<domain><name>db2</name></domain>");
        assertThrows(VirtException.class, () -> admin.check(ALICE, Calls.needed(other), other));
    }

    @Test
    void aVolumeIsGuardedWithItsPool() {
        assertEquals(true, may(ALICE, new StorageVolumeCall.GetInfo(new WireVolume("images", "a", "/images/a"))));
        assertEquals(false, may(ALICE, new StorageVolumeCall.GetInfo(new WireVolume("private", "a", "/private/a"))));
        assertEquals(true, may(ALICE, new StorageVolumeCall.LookupByPath("/images/a")));
        assertEquals(false, may(ALICE, new StorageVolumeCall.LookupByPath("/private/a")));
        WirePool images = new WirePool("images", new UUID(0, 5));
        assertEquals(true, may(ALICE, new StorageVolumeCall.LookupByName(images, "a")), "the name is not a pool's");
        Guard admin = new Guard(new Policy(Optional.of(Policy.parse("f", "user:alice admin storage-pool:images")), "root"), NAMES);
        var make = new StorageVolumeCall.CreateXml(images, "<volume><name>new</name></volume>", 0);
        assertDoesNotThrow(() -> admin.check(ALICE, Calls.needed(make), make));
    }

    @Test
    void aBindingIsGuardedWithItsFilter() {
        Guard admin = new Guard(new Policy(Optional.of(Policy.parse("f", "user:alice admin nwfilter:clean-*")), "root"), NAMES);
        List<Call<?>> permitted = List.of(new NwfilterCall.DefineXml("<filter name='clean-x'/>"),
                new NwfilterCall.BindingLookupByPortDev("vnet0"), new NwfilterCall.BindingDelete(new WireNwfilterBinding("vnet0", "x")),
                new NwfilterCall.BindingCreateXml("<filterbinding><filterref filter='clean-traffic'/></filterbinding>", 0));
        permitted.forEach(call -> assertDoesNotThrow(() -> admin.check(ALICE, Calls.needed(call), call), call::toString));
        List<Call<?>> refused = List.of(new NwfilterCall.DefineXml("<filter name='other'/>"),
                new NwfilterCall.BindingLookupByPortDev("vnet1"),
                new NwfilterCall.BindingCreateXml("<filterbinding><filterref filter='other'/></filterbinding>", 0));
        refused.forEach(call -> assertThrows(VirtException.class, () -> admin.check(ALICE, Calls.needed(call), call), call::toString));
    }

    @Test
    void countsAndNamesAreOfWhatMayBeSeen() {
        assertEquals(new ConnectCall.NumRet(2),
                guard.shown(ALICE, new ConnectCall.NumOfDefinedDomains(), new ConnectCall.NumRet(3)));
        assertEquals(new ConnectCall.NamesRet(List.of("web-1")),
                guard.shown(ALICE, new ConnectCall.ListDefinedDomains(1), new ConnectCall.NamesRet(List.of("db"))));
        assertEquals(new ConnectCall.IdsRet(List.of(7)),
                guard.shown(ALICE, new ConnectCall.ListDomains(9), new ConnectCall.IdsRet(List.of(7, 8))));
        assertEquals(new ConnectCall.NumRet(3), guard.shown(BOB, new ConnectCall.NumOfDefinedDomains(), new ConnectCall.NumRet(3)));
    }

    @Test
    void aViewerOnlyLooks() {
        assertEquals(true, may(BOB, new DomainCall.GetXmlDesc(new WireDomain("db", DB, -1), 0)));
        assertEquals(false, may(BOB, new DomainCall.GetXmlDesc(new WireDomain("db", DB, -1), 1)), "with secrets");
        assertEquals(false, may(BOB, new DomainCall.Shutdown(new WireDomain("db", DB, -1))));
    }

    @Test
    void acertificateMakesAnAdministrator() {
        assertEquals(true, may(OPS, new DomainCall.UndefineFlags(new WireDomain("db", DB, -1), 0)));
        assertEquals(true, may(new Identity("root", "root", "", false), new DomainCall.Destroy(new WireDomain("db", DB, -1))));
    }

    @Test
    void whoIsNotNamedMayNothing() {
        assertEquals(false, may(NOBODY, new ConnectCall.ListAllDomains(1, 0)));
        assertEquals(false, may(NOBODY, new DomainCall.LookupByName("web-1")));
    }

    @Test
    void listsShowWhatMayBeSeen() {
        var all = new ConnectCall.DomainsRet(List.of(new WireDomain("web-1", WEB, 7), new WireDomain("db", DB, -1)), 2);
        assertEquals(new ConnectCall.DomainsRet(List.of(new WireDomain("web-1", WEB, 7)), 1),
                guard.shown(ALICE, new ConnectCall.ListAllDomains(1, 0), all));
        assertEquals(all, guard.shown(BOB, new ConnectCall.ListAllDomains(1, 0), all));
    }

    @Test
    void withoutAFileEverybodyMayWhomTheSocketLetsIn() {
        Guard open = new Guard(new Policy(Optional.empty(), "root"), NAMES);
        assertDoesNotThrow(() -> open.check(NOBODY, List.of(jvirt.rpc.call.Permission.DOMAIN_DELETE), new DomainCall.LookupByName("x")));
        assertEquals(Nothing.NOTHING, open.shown(NOBODY, new DomainCall.Create(new WireDomain("db", DB, -1)), Nothing.NOTHING));
    }

    @Test
    void aWrongLineIsNamed() {
        var error = assertThrows(VirtException.class, () -> Policy.parse("access.conf", "\nuser:a nosuch\n"));
        assertEquals("configuration file syntax error: access.conf:2: 'nosuch' is no role: viewer, operator, admin", error.getMessage());
        assertThrows(VirtException.class, () -> Policy.parse("f", "alice admin"));
        assertThrows(VirtException.class, () -> Policy.parse("f", "user:a admin disk:x"));
    }
}
