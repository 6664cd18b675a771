package jvirt.qemu.control;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.qmp.MachineCommand;

/**
 * The guest's keyboard. Clients name keys by the numbers of several worlds; QEMU takes those of a PC's keyboard, with the
 * top bit for a key of the extended part.
 */
public final class Keys {
    /** {@code virKeycodeSet}; the ones between are those of systems that send none. */
    private static final List<String> SETS = List.of("linux", "xt", "atset1", "atset2", "atset3", "osx", "xt_kbd", "usb",
            "win32", "qnum");
    private static final int EXTENDED = 0x80;
    /** The plain part of the keyboard has the same numbers in Linux's input layer and on the wire of a PC. */
    private static final int PLAIN_MAX = 83;

    /** linux/input-event-codes.h to the PC's numbers, beyond the plain part. */
    private static final int[][] LINUX = {{85, 0x76}, {86, 0x56}, {87, 0x57}, {88, 0x58}, {89, 0x73}, {90, 0x78}, {91, 0x77},
        {92, 0x79}, {93, 0x70}, {94, 0x7b}, {95, 0x5c}, {96, 0x9c}, {97, 0x9d}, {98, 0xb5}, {99, 0x54}, {100, 0xb8}, {101, 0x5b},
        {102, 0xc7}, {103, 0xc8}, {104, 0xc9}, {105, 0xcb}, {106, 0xcd}, {107, 0xcf}, {108, 0xd0}, {109, 0xd1}, {110, 0xd2},
        {111, 0xd3}, {113, 0xa0}, {114, 0xae}, {115, 0xb0}, {116, 0xde}, {117, 0x59}, {118, 0xce}, {119, 0xc6}, {121, 0x7e},
        {122, 0xf2}, {123, 0xf1}, {124, 0x7d}, {125, 0xdb}, {126, 0xdc}, {127, 0xdd}, {128, 0xe8}, {129, 0x85}, {130, 0x86},
        {131, 0x87}, {132, 0x8c}, {133, 0xf8}, {134, 0x64}, {135, 0x65}, {136, 0xc1}, {137, 0xbc}, {138, 0xf5}, {139, 0x9e},
        {140, 0xa1}, {142, 0xdf}, {143, 0xe3}, {150, 0x82}, {152, 0x92}, {155, 0xec}, {156, 0xe6}, {157, 0xeb}, {158, 0xea},
        {159, 0xe9}, {163, 0x99}, {164, 0xa2}, {165, 0x90}, {166, 0xa4}, {172, 0xb2}, {173, 0xe7}, {183, 0x5d}, {184, 0x5e},
        {185, 0x5f}, {186, 0x55}, {187, 0x83}, {188, 0xf7}, {189, 0x84}, {190, 0x5a}, {191, 0x74}, {217, 0xe5}};

    /** USB's usages of the keyboard page to Linux's numbers: HID Usage Tables 1.12, chapter 10. */
    private static final int[] USB = {0, 0, 0, 0, 30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38, 50, 49, 24, 25, 16, 19, 31, 20,
        22, 47, 17, 45, 21, 44, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 28, 1, 14, 15, 57, 12, 13, 26, 27, 43, 43, 39, 40, 41, 51, 52, 53,
        58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 87, 88, 99, 70, 119, 110, 102, 104, 111, 107, 109, 106, 105, 108, 103, 69,
        98, 55, 74, 78, 96, 79, 80, 81, 75, 76, 77, 71, 72, 73, 82, 83, 86, 127, 116, 117};
    private static final int USB_MODIFIERS = 0xe0;
    private static final int[] USB_MODIFIER_KEYS = {29, 42, 56, 125, 97, 54, 100, 126};

    /** Windows' virtual keys to Linux's numbers, where they are no letters or digits. */
    private static final int[][] WIN32 = {{0x08, 14}, {0x09, 15}, {0x0d, 28}, {0x10, 42}, {0x11, 29}, {0x12, 56}, {0x13, 119},
        {0x14, 58}, {0x1b, 1}, {0x20, 57}, {0x21, 104}, {0x22, 109}, {0x23, 107}, {0x24, 102}, {0x25, 105}, {0x26, 103},
        {0x27, 106}, {0x28, 108}, {0x2c, 99}, {0x2d, 110}, {0x2e, 111}, {0x5b, 125}, {0x5c, 126}, {0x5d, 127}, {0x60, 82},
        {0x61, 79}, {0x62, 80}, {0x63, 81}, {0x64, 75}, {0x65, 76}, {0x66, 77}, {0x67, 71}, {0x68, 72}, {0x69, 73}, {0x6a, 55},
        {0x6b, 78}, {0x6d, 74}, {0x6e, 83}, {0x6f, 98}, {0x70, 59}, {0x71, 60}, {0x72, 61}, {0x73, 62}, {0x74, 63}, {0x75, 64},
        {0x76, 65}, {0x77, 66}, {0x78, 67}, {0x79, 68}, {0x7a, 87}, {0x7b, 88}, {0x90, 69}, {0x91, 70}, {0xa0, 42}, {0xa1, 54},
        {0xa2, 29}, {0xa3, 97}, {0xa4, 56}, {0xa5, 100}, {0xba, 39}, {0xbb, 13}, {0xbc, 51}, {0xbd, 12}, {0xbe, 52}, {0xbf, 53},
        {0xc0, 41}, {0xdb, 26}, {0xdc, 43}, {0xdd, 27}, {0xde, 40}};
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static final Map<Integer, Integer> FROM_LINUX = map(LINUX);
    private static final Map<Integer, Integer> FROM_WIN32 = map(WIN32);

    private Keys() {}

    private static Map<Integer, Integer> map(int[][] pairs) {
        Map<Integer, Integer> map = new HashMap<>();
        for (int[] pair : pairs) map.put(pair[0], pair[1]);
        return map;
    }

    /** Presses keys together, and lets them go after a while; 0 milliseconds is QEMU's own while. */
    public static void send(Vm vm, int set, List<Integer> codes, int milliseconds) {
        List<MachineCommand.KeyValue> keys = codes.stream().<MachineCommand.KeyValue>map(code ->
                new MachineCommand.KeyValue.Number(number(set, code))).toList();
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSendKey")) {
            vm.running().qemu().monitor().call(new MachineCommand.SendKey(keys,
                    milliseconds > 0 ? Optional.of((long) milliseconds) : Optional.empty()));
        }
    }

    static int number(int set, int code) {
        String name = set >= 0 && set < SETS.size() ? SETS.get(set) : Integer.toString(set);
        Optional<Integer> number = switch (name) {
            case "qnum" -> Optional.of(code);
            // the second byte of an extended key, or the number with the prefix before it
            case "xt", "atset1" -> Optional.of(code > 0xff ? code & 0x7f | EXTENDED : code);
            case "linux" -> ofLinux(code);
            case "usb" -> ofUsb(code).flatMap(Keys::ofLinux);
            case "win32" -> ofWin32(code).flatMap(Keys::ofLinux);
            default -> Optional.empty();
        };
        return number.orElseThrow(() -> QEMU.error(INTERNAL_ERROR, "cannot translate keycode %d of %s codeset to qnum keycode",
                code, name));
    }

    private static Optional<Integer> ofLinux(int code) {
        return code > 0 && code <= PLAIN_MAX ? Optional.of(code) : Optional.ofNullable(FROM_LINUX.get(code));
    }

    private static Optional<Integer> ofUsb(int code) {
        if (code >= USB_MODIFIERS && code < USB_MODIFIERS + USB_MODIFIER_KEYS.length) {
            return Optional.of(USB_MODIFIER_KEYS[code - USB_MODIFIERS]);
        }
        return code > 0 && code < USB.length && USB[code] != 0 ? Optional.of(USB[code]) : Optional.empty();
    }

    private static Optional<Integer> ofWin32(int code) {
        // letters and digits are their own characters; USB has them in this order too
        int letter = LETTERS.indexOf(code);
        if (letter >= 0) return ofUsb(4 + letter);
        if (code >= '1' && code <= '9') return ofUsb(30 + code - '1');
        if (code == '0') return ofUsb(39);
        return Optional.ofNullable(FROM_WIN32.get(code));
    }
}
