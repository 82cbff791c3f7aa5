package cwm.reasoner.plan;

import cwm.reasoner.partition.Partitioner;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a plan finds the facts that its patterns match.
///
/// A pattern of a *mirrored* predicate is matched with the mirror, which every worker has. Others
/// are matched with the facts that workers own, and a row whose next match may be elsewhere goes
/// there.
///
/// A row that has met only mirrored facts yet exists on every worker. It becomes one worker's row
/// when it meets a fact which that worker owns.
public final class Placement {
  /// All facts are where the plan runs.
  public static final Placement AT_HAND = new Placement(null, Set.of(), false);

  private final @Nullable Partitioner partitioner;
  private final Set<Integer> mirrored;
  private final boolean isAllMirrored;

  private Placement(
      @Nullable Partitioner partitioner, Set<Integer> mirrored, boolean isAllMirrored) {
    this.partitioner = partitioner;
    this.mirrored = Set.copyOf(mirrored);
    this.isAllMirrored = isAllMirrored;
  }

  /// Facts spread by `partitioner`, with mirrors of some predicates.
  public static Placement spread(Partitioner partitioner, Set<Integer> mirrored) {
    return new Placement(partitioner, mirrored, false);
  }

  /// Everything is read from the mirror.
  public static Placement mirror() {
    return new Placement(null, Set.of(), true);
  }

  /// Whether the atom is matched with the mirror.
  public boolean isMirrored(Atom atom) {
    return isAllMirrored
        || (atom.predicate() instanceof Pattern.Constant(int predicate)
            && mirrored.contains(predicate));
  }

  /// Whether rows may have to go to other workers.
  public boolean isSpread() {
    return partitioner != null;
  }

  /// What decides on the worker that owns the atom's instances; see [Partitioner#key].
  public Optional<Partitioner.Key> key(Atom atom) {
    return partitioner == null ? Optional.empty() : partitioner.key(atom);
  }
}
