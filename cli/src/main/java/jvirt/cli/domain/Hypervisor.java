package jvirt.cli.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import jvirt.api.json.Json;
import jvirt.cli.Commands;
import jvirt.cli.EventLoop;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.client.Domain;
import jvirt.rpc.call.QemuCall;
import jvirt.rpc.call.QemuEvent;
import jvirt.rpc.call.WireDomain;

/** Speaking with QEMU past the daemon's own understanding of it. */
public final class Hypervisor extends Commands {
    private static final int HMP = 1;

    @Override public String table() {
        return """
            qemu-monitor-command: send a command to QEMU
              <domain>
              --hmp  as its human monitor has it
              --pretty  in several lines
              --return-value  only what it returns
              pass-fds=!  descriptors to hand on, separated by commas
              <cmd>...  the command: in JSON, or its name and its arguments
            qemu-monitor-event: wait for events of QEMU
              domain=  of this machine only
              event=  this event only
              --pretty  in several lines
              --loop timeout=#
              --regex  the event is a regular expression
              --no-case  capital letters do not count
              --timestamp
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "qemu-monitor-command" -> send(in);
            case "qemu-monitor-event" -> events(in);
            default -> throw undeclared(command);
        }
    }

    private static void send(Invocation in) {
        in.exclusive("hmp", in.has("hmp"), "pretty", in.has("pretty"));
        in.exclusive("hmp", in.has("hmp"), "return-value", in.has("return-value"));
        Domain domain = in.domain();
        List<String> words = in.all("cmd");
        String command = in.has("hmp") ? String.join(" ", words) : command(words);
        Descriptors.refuse(in);
        String result = domain.monitorCommand(command, in.flag("hmp", HMP));
        if (!in.has("return-value") && !in.has("pretty")) {
            in.out().line(result);
            return;
        }
        Optional<Json> json = JsonText.parse(result);
        if (json.isEmpty()) {
            if (in.has("return-value")) throw new Failure("failed to parse JSON returned by qemu");
            in.out().line(result);
            return;
        }
        Json shown = json.get();
        if (in.has("return-value")) {
            shown = shown instanceof Json.Obj object ? object.find("return").orElseThrow(() -> new Failure("'return' member missing")) : shown;
        }
        in.out().print(in.has("pretty") ? JsonText.pretty(shown) : shown.toString());
    }

    /** JSON as it is, or made of a name and its arguments: one object, or members one by one. */
    private static String command(List<String> words) {
        String all = String.join(" ", words);
        if (JsonText.parse(all).filter(Json.Obj.class::isInstance).isPresent()) return all;
        SequencedMap<String, Json> command = new LinkedHashMap<>();
        command.put("execute", new Json.Str(words.getFirst()));
        List<String> rest = words.subList(1, words.size());
        String text = String.join(" ", rest);
        if (!rest.isEmpty()) {
            Json arguments = JsonText.parse(text).filter(Json.Obj.class::isInstance)
                    .or(() -> JsonText.parse("{" + String.join(",", rest) + "}"))
                    .orElseThrow(() -> new Failure("failed to wrap arguments '" + text + "' into a QMP command wrapper"));
            command.put("arguments", arguments);
        }
        return new Json.Obj(command).toString();
    }

    private static void events(Invocation in) {
        int flags = in.flag("regex", 1) | in.flag("no-case", 2);
        in.timeoutMillis();
        Optional<String> event = in.text("event");
        Optional<WireDomain> domain = in.has("domain") ? Optional.of(in.domain().wire()) : Optional.empty();
        List<Integer> callbacks = new ArrayList<>();
        new EventLoop(in).run(() -> callbacks.add(in.call(new QemuCall.ConnectDomainMonitorEventRegister(domain, event, flags)).callbackID()),
                () -> callbacks.forEach(one -> in.call(new QemuCall.ConnectDomainMonitorEventDeregister(one))),
                one -> one instanceof QemuEvent.DomainMonitorEvent mine ? Optional.of(text(in, mine)) : Optional.empty());
    }

    private static String text(Invocation in, QemuEvent.DomainMonitorEvent event) {
        String details = event.details().map(text -> in.has("pretty") ? JsonText.pretty(text).orElse(text) : text).orElse("<null>");
        String when = in.has("timestamp") ? "" : String.format(" at %d.%06d", event.seconds(), event.micros());
        return "event " + event.event() + when + " for domain '" + event.dom().name() + "': " + details + "\n";
    }
}
