package jvirt.daemon.domain;

import java.util.List;
import jvirt.api.Parameter;
import jvirt.rpc.call.TypedParam;

/** Named values on the wire. */
final class Typed {
    private Typed() {}

    static List<TypedParam> wire(List<Parameter> parameters) {
        return parameters.stream().map(Typed::wire).toList();
    }

    private static TypedParam wire(Parameter parameter) {
        return new TypedParam(parameter.name(), switch (parameter.value()) {
            case Parameter.Value.Int(int value) -> new TypedParam.Value.Int(value);
            case Parameter.Value.Uint(int value) -> new TypedParam.Value.Uint(value);
            case Parameter.Value.Llong(long value) -> new TypedParam.Value.Llong(value);
            case Parameter.Value.Ullong(long value) -> new TypedParam.Value.Ullong(value);
            case Parameter.Value.Real(double value) -> new TypedParam.Value.Real(value);
            case Parameter.Value.Truth(boolean value) -> new TypedParam.Value.Bool(value ? 1 : 0);
            case Parameter.Value.Text(String value) -> new TypedParam.Value.Text(value);
        });
    }

    static List<Parameter> of(List<TypedParam> params) {
        return params.stream().map(param -> new Parameter(param.field(), switch (param.value()) {
            case TypedParam.Value.Int(int value) -> new Parameter.Value.Int(value);
            case TypedParam.Value.Uint(int value) -> new Parameter.Value.Uint(value);
            case TypedParam.Value.Llong(long value) -> new Parameter.Value.Llong(value);
            case TypedParam.Value.Ullong(long value) -> new Parameter.Value.Ullong(value);
            case TypedParam.Value.Real(double value) -> new Parameter.Value.Real(value);
            case TypedParam.Value.Bool(int value) -> new Parameter.Value.Truth(value != 0);
            case TypedParam.Value.Text(String value) -> new Parameter.Value.Text(value);
        })).toList();
    }
}
