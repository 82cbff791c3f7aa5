package cwm.reasoner.builtin;

/// One way in which a builtin can be called: how much of each operand it needs.
///
/// The engine puts a builtin off until one of its modes is met. If no order of the body's atoms
/// gets there, the rule cannot fire.
///
/// It is written with subject before object: `+` must be bound, `?` may be unbound, and of a list
/// the same is said of its members.
public record Mode(Need subject, Need object) {

  /// How much of an operand must be known.
  public enum Need {
    /// All of it.
    BOUND("+"),
    /// That it is a list, how long, and all of its members but at most one.
    LIST_BUT_ONE("(+ ... ?)"),
    /// That it is a list, how long, and all of its first member.
    LIST_FIRST("(+ ? ...)"),
    /// That it is a list and how long; members may be unbound.
    LIST("(? ...)"),
    /// Nothing.
    ANY("?");

    private final String notation;

    Need(String notation) {
      this.notation = notation;
    }
  }

  /// A test of two bound operands.
  public static final Mode TEST = new Mode(Need.BOUND, Need.BOUND);

  /// A function from subject to object.
  public static final Mode FORWARD = new Mode(Need.BOUND, Need.ANY);

  /// A function from object to subject.
  public static final Mode BACKWARD = new Mode(Need.ANY, Need.BOUND);

  @Override
  public String toString() {
    return subject.notation + " " + object.notation;
  }
}
