package dev.atom.core.llm;

/** Admits what both admit. */
record BothAdmissions(Admission first, Admission second) implements Admission {
    @Override
    public Pass admit(Call call) {
        Pass one = first.admit(call);
        try {
            return new Both(one, second.admit(call));
        } catch (RuntimeException refused) {
            one.cancel();
            throw refused;
        }
    }

    @Override
    public boolean mayBlock() {
        return first.mayBlock() || second.mayBlock();
    }

    private record Both(Pass one, Pass two) implements Pass {
        @Override
        public void settle(long tokens) {
            one.settle(tokens);
            two.settle(tokens);
        }

        @Override
        public void cancel() {
            one.cancel();
            two.cancel();
        }
    }
}
