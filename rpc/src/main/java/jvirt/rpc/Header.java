package jvirt.rpc;

/**
 * {@code virNetMessageHeader}: what stands before every payload.
 *
 * @param program the program's number
 * @param version its version
 * @param procedure the procedure or event within it
 * @param serial chosen by the caller, repeated in the reply and in the packets of a stream that the call opened
 */
public record Header(int program, int version, int procedure, Type type, int serial, Status status) {
    /** {@code virNetMessageType}, in its order. */
    public enum Type { CALL, REPLY, MESSAGE, STREAM, CALL_WITH_FDS, REPLY_WITH_FDS, STREAM_HOLE }

    /** {@code virNetMessageStatus}, in its order. */
    public enum Status { OK, ERROR, CONTINUE }

    /** {@code VIR_NET_MESSAGE_HEADER_MAX}: six integers. */
    public static final int BYTES = 24;
    /** {@code VIR_NET_MESSAGE_MAX} with the four bytes of the length, src/rpc/virnetprotocol.x. */
    public static final int MESSAGE_MAX = 33_554_432 + 4;

    public static Header read(XdrReader in) {
        int program = in.readInt();
        int version = in.readInt();
        int procedure = in.readInt();
        int type = in.readInt();
        int serial = in.readInt();
        int status = in.readInt();
        if (type < 0 || type >= Type.values().length) throw new CodecException("message type " + type);
        if (status < 0 || status >= Status.values().length) throw new CodecException("message status " + status);
        return new Header(program, version, procedure, Type.values()[type], serial, Status.values()[status]);
    }

    public void write(XdrWriter out) {
        out.writeInt(program);
        out.writeInt(version);
        out.writeInt(procedure);
        out.writeInt(type.ordinal());
        out.writeInt(serial);
        out.writeInt(status.ordinal());
    }

    /** The header of the answer to this one. */
    public Header answer(Type answerType, Status answerStatus) {
        return new Header(program, version, procedure, answerType, serial, answerStatus);
    }
}
