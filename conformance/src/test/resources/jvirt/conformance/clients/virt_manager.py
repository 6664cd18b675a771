"""Somebody at virt-manager: makes a machine with the wizard, looks at its screen, adds and removes devices, takes snapshots,
looks after networks and storage, deletes the machine. What came of it is asked of the daemon, by another client."""
import sys

import libvirt

from desk import *

FOLDER = sys.argv[1]
libvirt.registerErrorHandler(lambda *_: None, None)
daemon = libvirt.open("qemu:///system")
app = application("virt-manager")
main = find(app, "frame", "Virtual Machine Manager")


def step(said):
    print("== " + said, flush=True)


def texts(root):
    return [one for one in walk(root) if one.getRoleName() == "text"]


def agree(said):
    """Says yes to what is asked back."""
    question = find(app, "alert", "vmm dialog")
    find(question, "label", said)
    click(question, "push button", "Yes")
    gone(app, "alert", "vmm dialog")


def wizard():
    step("a machine out of an image in a pool")
    find(main, "table cell", "QEMU/KVM")
    click(main, "push button", "New")
    new = find(app, "frame", "New VM")
    click(new, "radio button", "Import existing disk image")
    click(new, "push button", "Forward")
    click(new, "push button", "install-import-browse")
    browser = find(app, "frame", "vmm-storage-browser")
    choose(browser, "images*")
    choose(browser, "wizard.qcow2")
    click(browser, "push button", "Choose Volume")
    until("the volume's path", lambda: read(find(new, "text", "import-entry")) == FOLDER + "/images/wizard.qcow2")
    system = find(new, "text", "oslist-entry")
    system.queryComponent().grabFocus()
    write(system, "linux2022")
    act(find(app, "table cell", "Generic Linux 2022*"), "activate")
    click(new, "push button", "Forward")
    find(new, "spin button", "cpus").queryValue().currentValue = 1
    memory = next(one for one in walk(new) if one.getRoleName() == "spin button" and one.name != "cpus")
    memory.queryValue().currentValue = 256
    click(new, "push button", "Forward")
    find(new, "label", "Ready to begin the installation")
    write(texts(new)[0], "wizard")
    click(new, "check box", "Customize configuration before install")
    click(new, "push button", "Finish")
    window = find(app, "frame", "wizard on*")
    for device in "VirtIO Disk 1", "NIC *", "Display Spice", "Video Virtio", "RNG /dev/urandom":
        choose(window, device)
    click(window, "push button", "Begin Installation")
    gone(app, "push button", "Begin Installation")
    gone(app, "frame", "New VM")
    guest = until("the machine", lambda: daemon.lookupByName("wizard"))
    assert guest.isActive() and guest.isPersistent() and guest.info()[1] == 256 << 10, guest.info()
    return guest, find(app, "frame", "wizard on*")


def screen(window):
    step("its screen")
    find(find(window, "viewport", "console-gfx-viewport"), "drawing area")


def devices(guest, window):
    step("a disk that is plugged in, a device that is pulled out")
    click(window, "radio button", "Details")
    click(window, "push button", "add-hardware")
    add = find(app, "frame", "Add New Virtual Hardware")
    choose(add, "Storage")
    click(add, "radio button", "Select or create custom storage")
    write(find(add, "text", "storage-entry"), FOLDER + "/images/second.qcow2")
    click(add, "push button", "Finish")
    gone(app, "frame", "Add New Virtual Hardware")
    choose(window, "VirtIO Disk 2")
    for flags in 0, libvirt.VIR_DOMAIN_XML_INACTIVE:
        assert "/images/second.qcow2'" in guest.XMLDesc(flags), guest.XMLDesc(flags)
    choose(window, "USB Redirector 2")
    click_and_be_asked(window, "push button", "config-remove")
    agree("Are you sure you want to remove this device?")
    gone(window, "table cell", "USB Redirector 2")
    for flags in 0, libvirt.VIR_DOMAIN_XML_INACTIVE:
        until("one redirector", lambda: guest.XMLDesc(flags).count("<redirdev") == 1)


def snapshots(guest, window):
    step("a snapshot, gone back to, deleted")
    click(window, "radio button", "Snapshots")
    click(window, "push button", "snapshot-add")
    new = find(app, "frame", "Create snapshot")
    write(texts(new)[-1], "before")
    click(new, "push button", "Finish")
    gone(app, "frame", "Create snapshot")
    assert guest.snapshotListNames() == ["before"], guest.snapshotListNames()
    choose(window, "before*")
    click_and_be_asked(window, "push button", "snapshot-start")
    agree("Are you sure you want to run the snapshot 'before'?*")
    choose(window, "before*")
    click_and_be_asked(window, "push button", "snapshot-delete")
    agree("Are you sure you want to permanently delete*")
    until("the snapshot's end", lambda: guest.snapshotListNames() == [])
    assert guest.isActive()


def power(guest, window):
    step("paused, resumed, forced off")
    click(window, "toggle button", "Pause")
    until("the pause", lambda: guest.state()[0] == libvirt.VIR_DOMAIN_PAUSED)
    until("the pause, seen", lambda: checked(find(window, "toggle button", "Pause")))
    click(window, "toggle button", "Pause")
    until("going on", lambda: guest.state()[0] == libvirt.VIR_DOMAIN_RUNNING)
    click(window, "menu", "Virtual Machine")
    click(window, "menu", "Shut Down")
    click_and_be_asked(window, "menu item", "Force Off")
    agree("Are you sure you want to force poweroff*")
    until("the end", lambda: not guest.isActive())


def networks(host):
    step("a network")
    page = turn_to(host, "Virtual Networks")
    find(page, "table cell", "default")
    click(page, "push button", "net-add")
    new = find(app, "frame", "Create a new virtual network")
    write(find(new, "text", "Net Name Field"), "second")
    click(new, "push button", "Finish")
    gone(app, "frame", "Create a new virtual network")
    network = until("the network", lambda: daemon.networkLookupByName("second"))
    assert network.isActive() and network.autostart() and "<forward mode='nat'" in network.XMLDesc(), network.XMLDesc()
    choose(page, "second")
    # a start that comes before it has looked at a new network is lost to virt-manager: now it knows it
    network.destroy()
    click(page, "push button", "net-start")
    until("the network's start", network.isActive)
    click(page, "push button", "net-stop")
    until("the network's stop", lambda: not network.isActive())
    click_and_be_asked(page, "push button", "net-delete")
    agree("Are you sure you want to permanently delete the network second?")
    until("the network's end", lambda: daemon.listDefinedNetworks() == [])
    gone(page, "table cell", "second")


def storage(host):
    step("a volume")
    page = turn_to(host, "Storage")
    pool = daemon.storagePoolLookupByName("images")
    choose(page, "images*")
    click(page, "push button", "vol-new")
    new = find(app, "frame", "Add a Storage Volume")
    write(texts(new)[-1], "made")
    click(new, "push button", "Finish")
    gone(app, "frame", "Add a Storage Volume")
    choose(page, "made.qcow2")
    assert "<format type='qcow2'/>" in pool.storageVolLookupByName("made.qcow2").XMLDesc()
    click_and_be_asked(page, "push button", "vol-delete")
    agree("Are you sure you want to permanently delete the volume made.qcow2?")
    until("the volume's end", lambda: "made.qcow2" not in pool.listVolumes())


def delete():
    step("deleted with its first disk; the second is kept")
    choose(main, "wizard*")
    click(main, "menu", "Edit")
    click(main, "menu item", "Delete")
    question = find(app, "frame", "Delete*")
    second = until("the second disk", lambda: [one for one in walk(question) if one.name == FOLDER + "/images/second.qcow2"][0])
    mark = second.parent[second.getIndexInParent() - 1]
    assert checked(mark)
    point_at(mark)
    until("the second disk's mark gone", lambda: not checked(mark))
    click_and_be_asked(question, "push button", "Delete")
    agree("Are you sure you want to delete the storage?")
    until("the machine's end", lambda: daemon.listDefinedDomains() == [])
    gone(main, "table cell", "wizard*")
    pool = daemon.storagePoolLookupByName("images")
    pool.refresh()
    assert pool.listVolumes() == ["second.qcow2"], pool.listVolumes()


try:
    machine, shown = wizard()
    screen(shown)
    devices(machine, shown)
    snapshots(machine, shown)
    power(machine, shown)
    choose(main, "QEMU/KVM")
    click(main, "menu", "Edit")
    click(main, "menu item", "Connection Details")
    details = find(app, "frame", "*Connection Details")
    networks(details)
    storage(details)
    delete()
    step("done")
except BaseException:
    for frame in app:
        print(tree(frame), flush=True)
    raise
