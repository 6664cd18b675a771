"""Somebody who looks at two virt-viewers: one at a VNC screen, one at a SPICE screen; both machines end, and the windows close."""
import libvirt

from desk import *

libvirt.registerErrorHandler(lambda *_: None, None)
daemon = libvirt.open("qemu:///system")


def viewers():
    return [frame for one in pyatspi.Registry.getDesktop(0) if one and one.name == "virt-viewer" for frame in one]


def window(name):
    return next(frame for frame in viewers() if name in frame.name)


for machine in "vnc", "spice":
    frame = until("the window of " + machine, lambda: window(machine))
    until("its screen", lambda: [one for one in walk(frame) if one.getRoleName() in ("drawing area", "panel") and not list(one)])
    assert "waiting" not in frame.name.lower(), frame.name
clients = until("a client at the VNC screen", lambda: "127.0.0.1" in __import__("libvirt_qemu").qemuMonitorCommand(
    daemon.lookupByName("vnc"), '{"execute":"query-vnc"}', 0).split('"clients"')[1])
for machine in "vnc", "spice":
    daemon.lookupByName(machine).destroy()
