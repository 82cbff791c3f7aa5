package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;

/// Takes the facts that rules conclude, known or not.
interface Conclusions {
  /// Takes one fact that a rule of `stratum` concludes.
  void conclude(int subject, int predicate, int object, int stratum);

  /// Takes facts of one predicate: places `start` to before `end` of two columns, which stay the
  /// caller's.
  void concludeAll(int[] subjects, int predicate, int[] objects, int start, int end, int stratum);

  /// Conclusions that are all put into one store.
  static Conclusions into(FactStore store) {
    return new Conclusions() {
      @Override
      public void conclude(int subject, int predicate, int object, int stratum) {
        store.derive(subject, predicate, object, stratum);
      }

      @Override
      public void concludeAll(
          int[] subjects, int predicate, int[] objects, int start, int end, int stratum) {
        store.deriveAll(subjects, predicate, objects, start, end, stratum);
      }
    };
  }
}
