package jvirt.api.record;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;

/**
 * How a record is taken apart into its components and put together again: by reflection at first, and once it is needed often by
 * a class made for it that calls its accessors and its constructor plainly. Method handles that are no constants of the code take
 * many times as long, and a document has a thousand components; making a class takes a millisecond, and a command that calls the
 * daemon once needs ten records.
 *
 * <p>The record is public, in a package that is exported to this module.
 */
public abstract class Shape {
    private static final ClassDesc SHAPE = Shape.class.describeConstable().orElseThrow();
    private static final ClassDesc OBJECTS = CD_Object.arrayType();

    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            if (!type.isRecord()) throw new IllegalArgumentException(type + " is no record");
            return new Growing(type);
        }
    };

    /** Only {@link Growing} and made classes extend this. */
    protected Shape() {}

    /** The shape of a record's class. */
    public static Shape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /** The components in their order; primitive ones in boxes. */
    public abstract Object[] values(Object rec);

    /** A record of these components; what its constructor throws goes through. */
    public abstract Object make(Object[] values);

    static Shape made(Class<?> type) {
        Shape.class.getModule().addReads(type.getModule());
        RecordComponent[] components = type.getRecordComponents();
        ClassDesc self = ClassDesc.of(Shape.class.getName() + "Of" + type.getSimpleName());
        byte[] bytes = ClassFile.of().build(self, builder -> write(builder, desc(type), components));
        try {
            Class<?> made = MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
            return (Shape) made.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalArgumentException(type + " must be public in a package exported to jvirt.api", e);
        }
    }

    private static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    private static void write(ClassBuilder builder, ClassDesc type, RecordComponent... components) {
        builder.withSuperclass(SHAPE)
                .withMethodBody(INIT_NAME, MTD_void, ClassFile.ACC_PUBLIC,
                        code -> code.aload(0).invokespecial(SHAPE, INIT_NAME, MTD_void).return_())
                .withMethodBody("values", MethodTypeDesc.of(OBJECTS, CD_Object), ClassFile.ACC_PUBLIC,
                        code -> takeApart(code, type, components))
                .withMethodBody("make", MethodTypeDesc.of(CD_Object, OBJECTS), ClassFile.ACC_PUBLIC,
                        code -> putTogether(code, type, components));
    }

    private static void takeApart(CodeBuilder code, ClassDesc type, RecordComponent... components) {
        code.aload(1).checkcast(type).astore(2);
        code.loadConstant(components.length).anewarray(CD_Object);
        for (int i = 0; i < components.length; i++) {
            Class<?> component = components[i].getType();
            code.dup().loadConstant(i).aload(2)
                    .invokevirtual(type, components[i].getName(), MethodTypeDesc.of(desc(component)));
            if (component.isPrimitive()) {
                code.invokestatic(box(component), "valueOf", MethodTypeDesc.of(box(component), desc(component)));
            }
            code.aastore();
        }
        code.areturn();
    }

    private static void putTogether(CodeBuilder code, ClassDesc type, RecordComponent... components) {
        code.new_(type).dup();
        ClassDesc[] parameters = new ClassDesc[components.length];
        for (int i = 0; i < components.length; i++) {
            Class<?> component = components[i].getType();
            parameters[i] = desc(component);
            code.aload(1).loadConstant(i).aaload();
            if (component.isPrimitive()) {
                code.checkcast(box(component))
                        .invokevirtual(box(component), component.getName() + "Value", MethodTypeDesc.of(desc(component)));
            } else {
                code.checkcast(desc(component));
            }
        }
        code.invokespecial(type, INIT_NAME, MethodTypeDesc.of(java.lang.constant.ConstantDescs.CD_void, parameters)).areturn();
    }

    private static ClassDesc box(Class<?> primitive) {
        return desc(java.lang.invoke.MethodType.methodType(primitive).wrap().returnType());
    }
}
