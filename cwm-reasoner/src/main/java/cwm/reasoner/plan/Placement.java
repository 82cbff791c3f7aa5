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
///
/// With *sharing* a plan begins with what all workers have as new facts of one pattern, which each
/// of them reads. So here, too, a row exists on every worker until it meets a fact of one.
public final class Placement {
  /// All facts are where the plan runs.
  public static final Placement AT_HAND = new Placement(null, Set.of(), false, Optional.empty());

  private final @Nullable Partitioner partitioner;
  private final Set<Integer> mirrored;
  private final boolean isAllMirrored;
  private final Optional<Sharing> sharing;

  private Placement(
      @Nullable Partitioner partitioner,
      Set<Integer> mirrored,
      boolean isAllMirrored,
      Optional<Sharing> sharing) {
    this.partitioner = partitioner;
    this.mirrored = Set.copyOf(mirrored);
    this.isAllMirrored = isAllMirrored;
    this.sharing = sharing;
  }

  /// Facts spread by `partitioner`, with mirrors of some predicates.
  public static Placement spread(Partitioner partitioner, Set<Integer> mirrored) {
    return new Placement(partitioner, mirrored, false, Optional.empty());
  }

  /// Everything is read from the mirror.
  public static Placement mirror() {
    return new Placement(null, Set.of(), true, Optional.empty());
  }

  /// Two patterns of a rule that are read in another way than others of their predicates.
  ///
  /// @param shared what comes first: every worker reads what is new at any worker
  /// @param owned what is matched with the facts that a worker owns though its predicate is
  ///   mirrored: it makes a row that worker's
  public record Sharing(Atom shared, Atom owned) {}

  /// The same, with sharing.
  public Placement with(Sharing newSharing) {
    return new Placement(partitioner, mirrored, isAllMirrored, Optional.of(newSharing));
  }

  /// Whether the atom is matched with what is new at any worker.
  boolean isShared(Atom atom) {
    return sharing.isPresent() && atom.equals(sharing.get().shared());
  }

  /// Whether the atom is matched with the mirror.
  public boolean isMirrored(Atom atom) {
    if (sharing.isPresent() && atom.equals(sharing.get().owned())) {
      return false;
    }
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
