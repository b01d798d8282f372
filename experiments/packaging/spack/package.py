# A package of Spack. Untested: there is no Spack where the tests run.
from spack.package import *


class Regsweep(CMakePackage):
    """Ablation sweeps of regularizers, from YAML to statistics."""

    license("MIT")

    version("main", branch="main")
    version("0.2.0", tag="v0.2.0")

    variant("analysis", default=True, description="What tables and figures need")

    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("ninja", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("xtensor")
    depends_on("openblas threads=pthreads")
    depends_on("yaml-cpp@0.7:")
    depends_on("hdf5@1.10: +hl")
    depends_on("fmt@9:")
    depends_on("cli11")
    depends_on("random123")
    depends_on("xxhash")
    depends_on("nlohmann-json")
    depends_on("zlib-api")
    depends_on("openssl")
    depends_on("libpng")
    depends_on("onednn")

    with when("+analysis"):
        depends_on("python@3.11:", type="run")
        depends_on("py-numpy", type="run")
        depends_on("py-scipy", type="run")
        depends_on("py-pandas", type="run")
        depends_on("py-h5py", type="run")
        depends_on("py-h5netcdf", type="run")
        depends_on("py-xarray", type="run")
        depends_on("py-matplotlib", type="run")
        depends_on("py-statsmodels", type="run")
        depends_on("py-jinja2", type="run")

    def cmake_args(self):
        return [
            self.define("REGSWEEP_TESTS", False),
            self.define("REGSWEEP_BENCH", False),
            self.define("REGSWEEP_MARCH", "portable"),
        ]
