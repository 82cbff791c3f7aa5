LOAD <more.n3>
