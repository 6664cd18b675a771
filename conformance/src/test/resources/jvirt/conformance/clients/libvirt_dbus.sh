# A walk over libvirt-dbus's objects, which Cockpit Machines is made of, on a bus of its own.
set -e
if [ "$1" != inside ]; then   # what tests hand to each script is of no use here
    exec dbus-run-session -- sh "$0" inside
fi
export DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS
libvirt-dbus --system & service=$!
trap 'kill $service' EXIT
HOST=/org/libvirt/QEMU

# says OBJECT METHOD PATTERN ARGUMENT...: the answer holds this
says() {
    object=$1 method=$2 pattern=$3; shift 3
    answer=$(gdbus call --session --dest org.libvirt --object-path "$object" --method "$method" -- "$@")
    case $answer in
    *$pattern*) ;;
    *) echo "$method: no $pattern in $answer"; exit 1 ;;
    esac
}

for _ in $(seq 600); do
    gdbus introspect --session --dest org.libvirt --object-path $HOST 2>/dev/null | grep -q ListDomains && break
    sleep 0.1
done
says $HOST org.freedesktop.DBus.Properties.GetAll "'LibVersion': <<uint64 9000000>>" org.libvirt.Connect
says $HOST org.libvirt.Connect.GetCapabilities "<capabilities>"
says $HOST org.libvirt.Connect.NodeGetCPUStats "'idle'" -1 0
says $HOST org.libvirt.Connect.ListNodeDevices /nodedev/computer 0

says $HOST org.libvirt.Connect.StoragePoolDefineXML /storagepool/ "<pool type='dir'><name>bus</name><target><path>/var/lib/libvirt/bus</path></target></pool>" 0
pool=$(echo "$answer" | grep -o '/org/libvirt/[A-Za-z0-9_/]*')
says $pool org.libvirt.StoragePool.Build "()" 0
says $pool org.libvirt.StoragePool.Create "()" 0
says $pool org.libvirt.StoragePool.StorageVolCreateXML /storagevol/ "<volume><name>v</name><capacity>1048576</capacity></volume>" 0
says $pool org.freedesktop.DBus.Properties.GetAll "'Active': <<true>>" org.libvirt.StoragePool
says $HOST org.libvirt.Connect.NetworkDefineXML /network/ "<network><name>bus</name><bridge name='virbr6'/></network>"
network=$(echo "$answer" | grep -o '/org/libvirt/[A-Za-z0-9_/]*')
says $network org.libvirt.Network.Create "()"
says $network org.freedesktop.DBus.Properties.GetAll "'Active': <<true>>" org.libvirt.Network
says $network org.libvirt.Network.Destroy "()"

says $HOST org.libvirt.Connect.DomainDefineXML /domain/ "<domain type='qemu'><name>bus</name><memory>65536</memory><os><type arch='x86_64' machine='q35'>hvm</type></os></domain>"
domain=$(echo "$answer" | grep -o '/org/libvirt/[A-Za-z0-9_/]*')
says $HOST org.libvirt.Connect.ListDomains $domain 0
says $domain org.libvirt.Domain.Create "()" 0
says $domain org.freedesktop.DBus.Properties.GetAll "'Active': <<true>>" org.libvirt.Domain
says $domain org.libvirt.Domain.GetStats "'vcpu.current': <<uint32 1>>" 0 0
says $domain org.libvirt.Domain.GetState "(1, 1)" 0
says $domain org.libvirt.Domain.GetXMLDesc "<name>bus</name>" 0
says $domain org.libvirt.Domain.Suspend "()"
says $domain org.libvirt.Domain.GetState "(3, 1)" 0
says $domain org.libvirt.Domain.Destroy "()" 0
says $domain org.libvirt.Domain.Undefine "()" 0
says $HOST org.libvirt.Connect.ListDomains "(@ao [],)" 0
