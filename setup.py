"""The root folder `problems` is the package theorybench.problems; its subfolders are found here
so that nobody keeps a list.
"""

from setuptools import find_namespace_packages, find_packages, setup

setup(
    packages=[
        *find_packages(include=["theorybench*"]),
        *(
            f"theorybench.{p}"
            for p in find_namespace_packages(include=["problems*"], exclude=["*__pycache__*"])
        ),
    ],
    package_dir={"theorybench.problems": "problems"},
)
