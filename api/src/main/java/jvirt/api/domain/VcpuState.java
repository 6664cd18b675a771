package jvirt.api.domain;

import java.util.Optional;
import jvirt.api.xml.YesNo;

/** One virtual CPU where they are listed one by one, {@code <vcpus><vcpu .../>}. */
public record VcpuState(int id, YesNo enabled, Optional<YesNo> hotpluggable, Optional<Integer> order) {}
