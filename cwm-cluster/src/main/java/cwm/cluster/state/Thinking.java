package cwm.cluster.state;

/// When rules are to be run with what a node asks for. The order is part of the format.
public enum Thinking {
  /// With it, if rules are in force.
  AS_EVER,
  /// With it, and with all that comes from now on.
  ASKED_FOR,
  /// With the next job that does not put them off too, if rules are in force.
  PUT_OFF
}
