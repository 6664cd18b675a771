"""A program on libvirt's Python binding: an event loop with every event, polled figures, a console, streams of volumes."""
import os
import sys
import threading
import time

import libvirt

FOLDER, KERNEL, INITRD = sys.argv[1:4]
seen = []


def until(what, ask):
    end = time.monotonic() + 240
    while not ask():
        assert time.monotonic() < end, "waited in vain for %s: %s" % (what, seen)
        time.sleep(0.1)


libvirt.registerErrorHandler(lambda *_: None, None)
libvirt.virEventRegisterDefaultImpl()


def loop():
    while True:
        libvirt.virEventRunDefaultImpl()


threading.Thread(target=loop, daemon=True).start()
host = libvirt.open("qemu:///system")
host.setKeepAlive(5, 3)


def said(kind):
    def note(_, *facts):
        seen.append((kind,) + tuple(one.name() if hasattr(one, "name") else one.usageID() if hasattr(one, "usageID") else one
                                    for one in facts[:-1]))
    return note


kinds = {getattr(libvirt, name): name[20:] for name in dir(libvirt) if name.startswith("VIR_DOMAIN_EVENT_ID_")}
watched = [host.domainEventRegisterAny(None, number, said(kind), None) for number, kind in sorted(kinds.items()) if kind != "LAST"]
assert len(watched) >= 26, watched
host.networkEventRegisterAny(None, libvirt.VIR_NETWORK_EVENT_ID_LIFECYCLE, said("network"), None)
for number, kind in (libvirt.VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE, "pool"), (libvirt.VIR_STORAGE_POOL_EVENT_ID_REFRESH, "refresh"):
    host.storagePoolEventRegisterAny(None, number, said(kind), None)
for number, kind in (libvirt.VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE, "device"), (libvirt.VIR_NODE_DEVICE_EVENT_ID_UPDATE, "changed device"):
    host.nodeDeviceEventRegisterAny(None, number, said(kind), None)
for number, kind in (libvirt.VIR_SECRET_EVENT_ID_LIFECYCLE, "secret"), (libvirt.VIR_SECRET_EVENT_ID_VALUE_CHANGED, "value"):
    host.secretEventRegisterAny(None, number, said(kind), None)

# a guest, and a shell at its console
pool = host.storagePoolCreateXML("<pool type='dir'><name>images</name><target><path>%s/images</path></target></pool>" % FOLDER,
                                 libvirt.VIR_STORAGE_POOL_CREATE_WITH_BUILD)
disk = pool.createXML("<volume><name>py.qcow2</name><capacity unit='M'>64</capacity><target><format type='qcow2'/></target></volume>")
guest = host.defineXML("""<domain type='qemu'><name>py</name><memory unit='MiB'>256</memory><vcpu>1</vcpu>
<os><type arch='x86_64' machine='q35'>hvm</type><kernel>%s</kernel><initrd>%s</initrd>
<cmdline>console=ttyS0 quiet no_timer_check guest.name=py</cmdline></os><features><acpi/></features><devices>
<disk type='volume' device='disk'><driver name='qemu' type='qcow2'/><source pool='images' volume='py.qcow2'/>
<target dev='vda' bus='virtio'/></disk><interface type='user'><model type='virtio'/></interface><serial type='pty'/>
<graphics type='vnc'/></devices></domain>""" % (KERNEL, INITRD))
guest.create()
console = host.newStream(libvirt.VIR_STREAM_NONBLOCK)
guest.openConsole(None, console, libvirt.VIR_DOMAIN_CONSOLE_FORCE)
heard = bytearray()


def ready(stream, events, _):
    if events & libvirt.VIR_STREAM_EVENT_READABLE:
        part = stream.recv(4096)
        if part == b"":
            stream.eventRemoveCallback()
            seen.append(("hung up",))
        elif isinstance(part, bytes):
            heard.extend(part)
    elif events & (libvirt.VIR_STREAM_EVENT_ERROR | libvirt.VIR_STREAM_EVENT_HANGUP):
        stream.eventRemoveCallback()
        seen.append(("hung up",))


console.eventAddCallback(libvirt.VIR_STREAM_EVENT_READABLE | libvirt.VIR_STREAM_EVENT_HANGUP | libvirt.VIR_STREAM_EVENT_ERROR, ready, None)
until("the guest's prompt", lambda: b"py#" in heard)
assert console.send(b"echo a$((40+2))b\n") > 0
until("the guest's answer", lambda: b"a42b" in heard)

# what a tool like top asks for, again and again
busy = 0
for _ in range(5):
    (one, figures), = host.getAllDomainStats(0, libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING)
    assert one.name() == "py" and figures["cpu.time"] >= busy and figures["block.0.name"] == "vda" and figures["net.count"] == 1, figures
    busy = figures["cpu.time"]
    assert guest.getCPUStats(True)[0]["cpu_time"] >= busy
    assert host.getCPUStats(libvirt.VIR_NODE_CPU_STATS_ALL_CPUS)["idle"] > 0
    assert host.getMemoryStats(libvirt.VIR_NODE_MEMORY_STATS_ALL_CELLS)["total"] > 0
    assert guest.memoryStats()["actual"] == 256 << 10
    state, most, memory, processors, _ = guest.info()
    assert (state, most, memory, processors) == (libvirt.VIR_DOMAIN_RUNNING, 256 << 10, 256 << 10, 1)
    assert guest.blockStats("vda")[0] > 0 and len(guest.interfaceStats(guest.XMLDesc().split("<target dev='")[2].split("'")[0])) == 8 \
        if "<target dev='vnet" in guest.XMLDesc() else True
    assert guest.vcpus()[0][0][1] == libvirt.VIR_VCPU_RUNNING
    assert host.getInfo()[2] == os.cpu_count()

guest.suspend()
guest.resume()
guest.setMetadata(libvirt.VIR_DOMAIN_METADATA_TITLE, "a title", None, None)
guest.snapshotCreateXML("<domainsnapshot><name>s</name></domainsnapshot>").delete()
stream = host.newStream()
kind, picture = guest.screenshot(stream, 0), []
stream.recvAll(lambda _, part, parts: parts.append(part), picture)
stream.finish()
assert kind == "image/png" and b"".join(picture).startswith(b"\x89PNG"), kind
guest.shutdown()
until("the guest's end", lambda: not guest.isActive())
until("the console's end", lambda: ("hung up",) in seen)
guest.undefine()

# a volume filled and read, densely and sparsely
volume = pool.createXML("<volume><name>v</name><capacity>1048576</capacity></volume>")
stream, left = host.newStream(), [b"x" * 1000]
volume.upload(stream, 0, 1000)
stream.sendAll(lambda _, most, rest: rest.pop() if rest else b"", left)
stream.finish()
stream, got = host.newStream(), []
volume.download(stream, 0, 1000)
stream.recvAll(lambda _, part, parts: parts.append(part), got)
stream.finish()
assert b"".join(got) == b"x" * 1000
stream, got, holes = host.newStream(), [], []
volume.download(stream, 0, 0, libvirt.VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM)
stream.sparseRecvAll(lambda _, part, parts: parts.append(len(part)), lambda _, length, parts: holes.append(length), got)
stream.finish()
assert sum(got) + sum(holes) == 1 << 20 and sum(holes) > 900000, (got, holes)
volume.delete()
pool.refresh()
host.networkCreateXML("<network><name>n</name></network>").destroy()
secret = host.secretDefineXML("<secret ephemeral='yes'><usage type='volume'><volume>/x</volume></usage></secret>")
secret.setValue(b"abc")
assert secret.value() == b"abc"
secret.undefine()
disk.delete()
pool.destroy()

until("the last event", lambda: ("pool", "images", 3, 0) in seen)
for wanted in [("LIFECYCLE", "py", 0, 0), ("LIFECYCLE", "py", 4, 0), ("LIFECYCLE", "py", 2, 0), ("LIFECYCLE", "py", 3, 0),
               ("METADATA_CHANGE", "py", 1, None), ("LIFECYCLE", "py", 6, 1), ("LIFECYCLE", "py", 5, 0), ("LIFECYCLE", "py", 1, 0),
               ("pool", "images", 2, 0), ("refresh", "images"), ("network", "n", 2, 0), ("network", "n", 3, 0),
               ("secret", "/x", 0, 0), ("value", "/x"), ("secret", "/x", 1, 0)]:
    assert wanted in seen, (wanted, seen)
for number in watched:
    host.domainEventDeregisterAny(number)
host.close()
