# A walk over the objects of Perl's Sys::Virt: of each kind what can be asked without a guest, then a guest's life.
use strict;
use warnings;
use Sys::Virt;
use Sys::Virt::Domain;

my ($folder, $kernel, $initrd) = @ARGV;
my $host = Sys::Virt->new(uri => "qemu:///system");

sub same {
    my ($what, $got, $wanted) = @_;
    die "$what: '" . ($got // "undef") . "' instead of '$wanted'\n" unless defined $got && $got eq $wanted;
}

same("type", $host->get_type, "QEMU");
same("version", $host->get_library_version, 9000000);
die "capabilities" unless $host->get_capabilities =~ /<capabilities>/;
die "domain capabilities" unless $host->get_domain_capabilities(undef, "x86_64", "q35", "qemu") =~ /<domainCapabilities>/;
die "processors" unless $host->get_node_info->{cpus} > 0;
die "figures" unless $host->get_node_cpu_stats(-1)->{idle} > 0 && $host->get_node_memory_stats(-1)->{total} > 0;
die "models" unless grep { $_ eq "qemu64" } $host->get_cpu_model_names("x86_64");
die "secure" unless $host->is_alive && !$host->is_encrypted && $host->is_secure;

my $network = $host->define_network("<network><name>n</name><bridge name='perlbr0'/><ip address='192.168.201.1' netmask='255.255.255.0'/></network>");
$network->create;
$network->set_autostart(1);
same("bridge", $network->get_bridge_name, "perlbr0");
same("networks", join(",", map { $_->get_name } $host->list_all_networks), "n");

my $pool = $host->define_storage_pool("<pool type='dir'><name>p</name><target><path>$folder/pool</path></target></pool>");
$pool->build;
$pool->create;
my $volume = $pool->create_volume("<volume><name>v.qcow2</name><capacity unit='M'>64</capacity><target><format type='qcow2'/></target></volume>");
same("capacity", $volume->get_info->{capacity}, 64 << 20);
same("volume", $host->get_storage_volume_by_path($volume->get_path)->get_name, "v.qcow2");
same("its pool", $host->get_storage_pool_by_volume($volume)->get_name, "p");
my $clone = $pool->clone_volume("<volume><name>w.qcow2</name><capacity unit='M'>64</capacity><target><format type='qcow2'/></target></volume>", $volume);
same("volumes", join(",", sort map { $_->get_name } $pool->list_all_volumes), "v.qcow2,w.qcow2");
$clone->resize(128 << 20);
$clone->delete;

my $secret = $host->define_secret("<secret><usage type='volume'><volume>/perl</volume></usage></secret>");
$secret->set_value("tell nobody");
same("secret", $secret->get_value, "tell nobody");
same("secrets", scalar(my @secrets = $host->list_all_secrets), 1);
my ($computer) = grep { $_->get_name eq "computer" } $host->list_all_node_devices;
die "the host's devices" unless $computer && $computer->get_xml_description =~ /<capability type='system'>/;

my $guest = $host->define_domain(<<XML);
<domain type='qemu'><name>perl</name><memory unit='MiB'>128</memory><vcpu>2</vcpu>
<os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features><devices>
<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='$folder/pool/v.qcow2'/><target dev='vda' bus='virtio'/></disk>
<interface type='network'><source network='n'/><model type='virtio'/></interface><serial type='pty'/><graphics type='vnc'/></devices></domain>
XML
$guest->create;
die "running" unless $guest->is_active && $guest->is_persistent;
same("state", ($guest->get_state)[0], Sys::Virt::Domain::STATE_RUNNING);
same("memory", $guest->get_info->{memory}, 128 << 10);
same("processors", scalar(my @processors = $guest->get_vcpu_info), 2);
same("disk", $guest->get_block_info("vda")->{capacity}, 64 << 20);
die "figures" unless $guest->get_cpu_stats(-1, 1)->{cpu_time} > 0;
die "statistics" unless (map { $_->{data}->{"vcpu.current"} } $host->get_all_domain_stats(0))[0] == 2;
my $stick = $pool->create_volume("<volume><name>stick</name><capacity unit='M'>1</capacity></volume>");
my $plugged = "<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='$folder/pool/stick'/><target dev='sdb' bus='usb'/></disk>";
$guest->attach_device($plugged);
die "the disk that was plugged in" unless $guest->get_xml_description =~ /bus='usb'/;
$guest->detach_device($plugged);
die "the disk that was pulled out" if $guest->get_xml_description =~ /bus='usb'\/>\s*<alias/;
$guest->set_metadata(Sys::Virt::Domain::METADATA_DESCRIPTION, "by Perl");
same("description", $guest->get_metadata(Sys::Virt::Domain::METADATA_DESCRIPTION), "by Perl");
$guest->suspend;
same("paused", ($guest->get_state)[0], Sys::Virt::Domain::STATE_PAUSED);
$guest->resume;
$guest->managed_save;
die "saved" unless $guest->has_managed_save_image && !$guest->is_active;
$guest->create;
my $snapshot = $guest->create_snapshot("<domainsnapshot><name>s</name></domainsnapshot>");
same("snapshots", join(",", map { $_->get_name } $guest->list_all_snapshots), "s");
$snapshot->delete;
$guest->destroy;
$guest->undefine;

# what is wrong is an exception with libvirt's numbers
eval { $host->get_domain_by_name("perl") };
same("error", ref($@), "Sys::Virt::Error");
same("its code", $@->code, Sys::Virt::Error::ERR_NO_DOMAIN);
same("its domain", $@->domain, Sys::Virt::Error::FROM_QEMU);
same("its text", $@->message, "Domain not found: no domain with matching name 'perl'");

$secret->undefine;
$stick->delete;
$volume->delete;
$pool->destroy;
$pool->undefine;
$network->destroy;
$network->undefine;
