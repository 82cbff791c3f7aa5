package cwm.ipc.message;

import java.util.List;

/// Which solutions of an [IpcMessage.Query] are wanted as one, with their number: those that agree
/// in some variables. Facts with formulas or variables, which SPARQL does not see, count for
/// nothing.
///
/// @param variables two at most, of the pattern's; solutions have no others
public record Grouping(List<String> variables) {
  public Grouping {
    variables = List.copyOf(variables);
  }
}
